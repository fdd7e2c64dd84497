/* Serves, and kills itself when asked to: operation 1 is a triple fault, which is no fault of the host. */
#include <stddef.h>

#include "../lib/boot.h"
#include "../lib/counters.h"
#include "../lib/cpu.h"
#include "../lib/service.h"

enum { TRIPLE_FAULT = 1 };

bool service_accepts(const struct service_request *request, uint32_t length) {
  return request->op <= TRIPLE_FAULT && length == sizeof *request;
}

void service_execute(struct service_client *client) {
  if (client->request.op == TRIPLE_FAULT) {
    struct {
      uint16_t limit;
      uint32_t base;
    } __attribute__((packed)) nothing = {0, 0};
    __asm__ volatile("lidt %0\n\tint3" : : "m"(nothing));
  }
  counters[0]++;
  service_reply(client, 0, (const void *)counters, sizeof counters);
}

void kernel_main(uint32_t multiboot_info) {
  boot(multiboot_info);
  service_start("triple", COUNTERS_MAGIC, NULL);
  for (;;) wait_for_interrupt();
}
