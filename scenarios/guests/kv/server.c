#include "server.h"

#include <stddef.h>

#include "../lib/boot.h"
#include "../lib/console.h"
#include "../lib/cpu.h"
#include "../lib/memory.h"
#include "../lib/timer.h"

struct client clients[KV_CLIENTS];

/* False where the datagram is no well-formed request. */
static bool parse(struct kv_request *request, const struct kv_request_header *header, uint32_t length) {
  uint32_t expected_length = header->expected_length == KV_ABSENT ? 0 : header->expected_length;
  if (header->op >= KV_OPS || !header->key_length || header->key_length > KV_KEY_MAX) return false;
  if (expected_length > KV_VALUE_MAX || header->value_length > KV_VALUE_MAX) return false;
  if (length != sizeof *header + header->key_length + expected_length + header->value_length) return false;
  const uint8_t *key = (const uint8_t *)(header + 1);
  request->op = header->op;
  request->key_length = header->key_length;
  memcpy(request->key, key, header->key_length);
  request->expected_length = header->expected_length;
  memcpy(request->expected, key + header->key_length, expected_length);
  request->value.length = header->value_length;
  memcpy(request->value.bytes, key + header->key_length + expected_length, header->value_length);
  return true;
}

static void send_reply(const struct client *client) {
  udp_send(&client->endpoint, &client->reply, sizeof client->reply.header + client->reply.header.value_length);
}

void server_receive(const struct endpoint *from, const uint8_t *payload, uint32_t length) {
  const struct kv_request_header *header = (const struct kv_request_header *)payload;
  if (length < sizeof *header || header->magic != KV_REQUEST_MAGIC || header->client >= KV_CLIENTS) return;
  struct client *client = &clients[header->client];
  if (client->executing || header->number < client->number || !header->number) return; /* late, or asked again too soon */
  if (header->number == client->number) {
    client->endpoint = *from;
    send_reply(client);
    return;
  }
  if (!parse(&client->request, header, length)) return;
  client->endpoint = *from;
  client->number = header->number;
  client->executing = true;
  server_execute(client);
}

void server_reply(struct client *client, enum kv_status status, const struct kv_value *value) {
  struct kv_reply_header *header = &client->reply.header;
  *header = (struct kv_reply_header){
      .magic = KV_REPLY_MAGIC,
      .status = (uint8_t)status,
      .op = (uint8_t)client->request.op,
      .client = (uint16_t)(client - clients),
      .value_length = value ? value->length : 0,
      .number = client->number,
      .ticks = timer_ticks,
      .tsc = read_tsc(),
  };
  if (value) memcpy(client->reply.value, value->bytes, value->length);
  client->executing = false;
  send_reply(client);
}

void server_start(const char *name) { print("%s: ready %I\n", name, boot_service(KV_PORT, server_receive, NULL)); }
