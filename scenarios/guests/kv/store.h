/* The table of keys and values, and the four operations on it. */
#pragma once
#include "protocol.h"

struct kv_value {
  uint16_t length;
  uint8_t bytes[KV_VALUE_MAX];
};

struct kv_request {
  enum kv_op op;
  uint8_t key_length;
  uint8_t key[KV_KEY_MAX];
  uint16_t expected_length; /* of KV_CAS, or KV_ABSENT */
  uint8_t expected[KV_VALUE_MAX];
  struct kv_value value;
};

/* NULL where absent. */
struct kv_value *store_find(const uint8_t *key, uint8_t length);

/* As store_find, but makes room for an absent key, with an empty value. NULL where the table is full. */
struct kv_value *store_find_or_add(const uint8_t *key, uint8_t length);

/* Whether a compare-and-set may go ahead. current: what store_find returned. */
enum kv_status store_compare(const struct kv_request *request, const struct kv_value *current);

/* Does the operation. *result: the value to send back, NULL for none. */
enum kv_status store_execute(const struct kv_request *request, const struct kv_value **result);
