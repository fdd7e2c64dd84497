/* Wire format of the key-value service: see PROTOCOL.md. */
#pragma once
#include <stdint.h>

enum { KV_PORT = 7500, KV_REQUEST_MAGIC = 0x564B, KV_REPLY_MAGIC = 0x766B };
enum { KV_CLIENTS = 16, KV_KEYS = 256, KV_KEY_MAX = 32, KV_VALUE_MAX = 512, KV_ABSENT = 0xFFFF };

enum kv_op { KV_GET, KV_SET, KV_CAS, KV_APPEND, KV_OPS };
enum kv_status { KV_OK, KV_NOT_FOUND, KV_MISMATCH, KV_NO_ROOM };

/* Followed by key, expected value (KV_CAS; none where expected_length is KV_ABSENT) and value. */
struct kv_request_header {
  uint16_t magic;
  uint8_t op, key_length;
  uint16_t client, expected_length;
  uint32_t number;
  uint16_t value_length, reserved;
};

/* Followed by the value. */
struct kv_reply_header {
  uint16_t magic;
  uint8_t status, op;
  uint16_t client, value_length;
  uint32_t number, ticks;
  uint64_t tsc;
};
