/* Clients and their requests: each number is executed once, and the last one is answered again from the reply cache. */
#pragma once
#include <stdbool.h>

#include "../lib/udp.h"
#include "store.h"

struct client {
  struct endpoint endpoint;
  uint32_t number; /* of the latest request; 0: none yet */
  bool executing;  /* it has no reply yet */
  struct kv_request request;
  struct {
    struct kv_reply_header header;
    uint8_t value[KV_VALUE_MAX];
  } reply;
};

extern struct client clients[KV_CLIENTS];

/* Takes a datagram. A new request goes to server_execute, from the interrupt handler. */
void server_receive(const struct endpoint *from, const uint8_t *payload, uint32_t length);

/* Each program's own. Sooner or later it calls server_reply, once. */
void server_execute(struct client *client);

/* Answers the request that the client has open, and keeps the answer. value may be NULL. */
void server_reply(struct client *client, enum kv_status status, const struct kv_value *value);

/* Starts timer and network (after boot), and prints "NAME: ready IP". */
void server_start(const char *name);
