/* What the key-value service adds to lib/service.h: see PROTOCOL.md. */
#pragma once
#include "../lib/service.h"

enum { KV_MAGIC = 'K' | 'V' << 8, KV_KEYS = 256, KV_KEY_MAX = 32, KV_VALUE_MAX = 512, KV_ABSENT = 0xFFFF };

enum kv_op { KV_GET, KV_SET, KV_CAS, KV_APPEND, KV_OPS };
enum kv_status { KV_OK, KV_NOT_FOUND, KV_MISMATCH, KV_NO_ROOM };

struct kv_value {
  uint16_t length;
  uint8_t bytes[KV_VALUE_MAX];
};

/* A request in its parts, which stay where they are. */
struct kv_request {
  enum kv_op op;
  uint8_t key_length;
  uint16_t expected_length; /* of KV_CAS, or KV_ABSENT */
  uint16_t value_length;
  const uint8_t *key, *expected, *value;
};

/* False where the request is malformed. */
bool kv_parse(struct kv_request *parts, const struct service_request *request, uint32_t length);
