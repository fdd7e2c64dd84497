#include "counters.h"

#include "service.h"

volatile uint32_t counters[COUNTERS];

__attribute__((weak)) bool service_accepts(const struct service_request *request, uint32_t length) {
  return request->op == COUNTERS_READ && length == sizeof *request;
}

__attribute__((weak)) void service_execute(struct service_client *client) {
  uint32_t now[COUNTERS];
  for (unsigned i = 0; i < COUNTERS; i++) now[i] = counters[i];
  service_reply(client, 0, now, sizeof now);
}
