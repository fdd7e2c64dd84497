#include "protocol.h"

bool kv_parse(struct kv_request *parts, const struct service_request *request, uint32_t length) {
  enum { LENGTHS = 4 }; /* after the header: value length, 0 */
  if (length < sizeof *request + LENGTHS || request->op >= KV_OPS || !request->detail || request->detail > KV_KEY_MAX) return false;
  uint32_t expected_length = request->extra == KV_ABSENT ? 0 : request->extra;
  parts->op = request->op;
  parts->key_length = request->detail;
  parts->expected_length = request->extra;
  parts->value_length = *(const uint16_t *)request->rest;
  parts->key = request->rest + LENGTHS;
  parts->expected = parts->key + parts->key_length;
  parts->value = parts->expected + expected_length;
  return expected_length <= KV_VALUE_MAX && parts->value_length <= KV_VALUE_MAX &&
         length == sizeof *request + LENGTHS + parts->key_length + expected_length + parts->value_length;
}

bool service_accepts(const struct service_request *request, uint32_t length) {
  struct kv_request parts;
  return kv_parse(&parts, request, length);
}
