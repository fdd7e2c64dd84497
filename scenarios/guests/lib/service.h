/* Requests over UDP: each client numbers its requests, each number is executed once, and the last one is answered again
   from the reply cache. kv/PROTOCOL.md says the same from the client's side. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "udp.h"

enum { SERVICE_PORT = 7500, SERVICE_CLIENTS = 16, SERVICE_REQUEST_MAX = 1100, SERVICE_VALUE_MAX = 512 };

/* Every request begins with this; the rest is the program's. */
struct service_request {
  uint16_t magic;
  uint8_t op, detail;
  uint16_t client, extra;
  uint32_t number;
  uint8_t rest[];
};

/* Followed by the value. */
struct service_reply {
  uint16_t magic; /* the request's in small letters */
  uint8_t status, op;
  uint16_t client, value_length;
  uint32_t number, ticks;
  uint64_t tsc;
};

struct service_client {
  uint32_t number; /* of the latest request; 0: none yet */
  bool executing;  /* it has no reply yet */
  uint32_t request_length;
  union {
    struct service_request request;
    uint8_t request_bytes[SERVICE_REQUEST_MAX];
  };
  struct service_reply reply;
  uint8_t reply_value[SERVICE_VALUE_MAX];
  struct endpoint endpoint;
};

extern struct service_client service_clients[SERVICE_CLIENTS];

/* Each program's own: whether the request is well formed. length counts the header, too. */
bool service_accepts(const struct service_request *request, uint32_t length);

/* Each program's own, called from the interrupt handler. Sooner or later it calls service_reply, once. */
void service_execute(struct service_client *client);

/* Answers the request that the client has open, and keeps the answer. value may be NULL where value_length is 0. */
void service_reply(struct service_client *client, uint8_t status, const void *value, uint16_t value_length);

/* The same with the time of an earlier execution, and without sending: for what is executed again from a log. */
void service_replay_reply(struct service_client *client, uint8_t status, const void *value, uint16_t value_length, uint32_t ticks,
                          uint64_t tsc);

/* Sends the kept reply. */
void service_send(const struct service_client *client);

/* Starts timer and network (after boot), and prints "NAME: ready IP". magic: two capital letters. on_tick may be NULL. */
void service_start(const char *name, uint16_t magic, void (*on_tick)(void));
