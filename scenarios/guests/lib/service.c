#include "service.h"

#include <stddef.h>

#include "boot.h"
#include "console.h"
#include "cpu.h"
#include "memory.h"
#include "timer.h"

enum { SMALL_LETTERS = 0x2020 };

struct service_client service_clients[SERVICE_CLIENTS];
static uint16_t request_magic;

static void receive(const struct endpoint *from, const uint8_t *payload, uint32_t length) {
  const struct service_request *request = (const struct service_request *)payload;
  if (length < sizeof *request || length > SERVICE_REQUEST_MAX || request->magic != request_magic) return;
  if (request->client >= SERVICE_CLIENTS || !request->number) return;
  struct service_client *client = &service_clients[request->client];
  if (client->executing || request->number < client->number) return; /* asked again too soon, or late */
  if (request->number == client->number) {
    client->endpoint = *from;
    service_send(client);
    return;
  }
  if (!service_accepts(request, length)) return;
  client->endpoint = *from;
  client->number = request->number;
  client->executing = true;
  client->request_length = length;
  memcpy(client->request_bytes, payload, length);
  service_execute(client);
}

void service_replay_reply(struct service_client *client, uint8_t status, const void *value, uint16_t value_length, uint32_t ticks,
                          uint64_t tsc) {
  client->reply = (struct service_reply){
      .magic = client->request.magic | SMALL_LETTERS,
      .status = status,
      .op = client->request.op,
      .client = (uint16_t)(client - service_clients),
      .value_length = value_length,
      .number = client->number,
      .ticks = ticks,
      .tsc = tsc,
  };
  memcpy(client->reply_value, value, value_length);
  client->executing = false;
}

void service_reply(struct service_client *client, uint8_t status, const void *value, uint16_t value_length) {
  service_replay_reply(client, status, value, value_length, timer_ticks, read_tsc());
  service_send(client);
}

void service_send(const struct service_client *client) {
  udp_send(&client->endpoint, &client->reply, sizeof client->reply + client->reply.value_length);
}

void service_start(const char *name, uint16_t magic, void (*on_tick)(void)) {
  request_magic = magic;
  print("%s: ready %I\n", name, boot_service(SERVICE_PORT, receive, on_tick));
}
