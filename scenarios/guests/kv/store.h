/* The table of keys and values, and the four operations on it. */
#pragma once
#include "protocol.h"

struct kv_entry {
  uint8_t key_length; /* 0: free. Keys are never removed, so probing may stop here. */
  uint8_t key[KV_KEY_MAX];
  struct kv_value value;
};

extern struct kv_entry store_table[KV_KEYS];

/* NULL where absent. */
struct kv_value *store_find(const uint8_t *key, uint8_t length);

/* Whether a compare-and-set may go ahead. current: what store_find returned. */
enum kv_status store_compare(const struct kv_request *request, const struct kv_value *current);

/* Sets the value. */
enum kv_status store_set(const struct kv_request *request);

/* Does the operation. *result: the value to send back, NULL for none. */
enum kv_status store_execute(const struct kv_request *request, const struct kv_value **result);
