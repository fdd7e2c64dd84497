#include "store.h"

#include <stddef.h>

#include "../lib/memory.h"

struct kv_entry store_table[KV_KEYS];

/* FNV-1a. */
static uint32_t hash(const uint8_t *key, uint8_t length) {
  uint32_t h = 0x811C9DC5;
  while (length--) h = (h ^ *key++) * 0x01000193;
  return h;
}

static struct kv_value *probe(const uint8_t *key, uint8_t length, int add) {
  uint32_t slot = hash(key, length);
  for (unsigned tries = 0; tries < KV_KEYS; tries++, slot++) {
    unsigned i = slot % KV_KEYS;
    if (!store_table[i].key_length) {
      if (!add) return NULL;
      store_table[i].key_length = length;
      memcpy(store_table[i].key, key, length);
      return &store_table[i].value;
    }
    if (store_table[i].key_length == length && !memcmp(store_table[i].key, key, length)) return &store_table[i].value;
  }
  return NULL;
}

struct kv_value *store_find(const uint8_t *key, uint8_t length) { return probe(key, length, 0); }

enum kv_status store_compare(const struct kv_request *request, const struct kv_value *current) {
  if (!current) return request->expected_length == KV_ABSENT ? KV_OK : KV_NOT_FOUND;
  if (current->length != request->expected_length) return KV_MISMATCH;
  return memcmp(current->bytes, request->expected, current->length) ? KV_MISMATCH : KV_OK;
}

enum kv_status store_set(const struct kv_request *request) {
  struct kv_value *value = probe(request->key, request->key_length, 1);
  if (!value) return KV_NO_ROOM;
  value->length = request->value_length;
  memcpy(value->bytes, request->value, value->length);
  return KV_OK;
}

static enum kv_status append(const struct kv_request *request, const struct kv_value **result) {
  struct kv_value *value = probe(request->key, request->key_length, 1);
  if (!value || value->length + request->value_length > KV_VALUE_MAX) return KV_NO_ROOM;
  memcpy(value->bytes + value->length, request->value, request->value_length);
  value->length += request->value_length;
  *result = value;
  return KV_OK;
}

enum kv_status store_execute(const struct kv_request *request, const struct kv_value **result) {
  *result = NULL;
  if (request->op == KV_SET) return store_set(request);
  if (request->op == KV_APPEND) return append(request, result);
  const struct kv_value *current = store_find(request->key, request->key_length);
  if (request->op == KV_GET) {
    *result = current;
    return current ? KV_OK : KV_NOT_FOUND;
  }
  enum kv_status status = store_compare(request, current);
  if (status == KV_OK) return store_set(request);
  *result = current;
  return status;
}
