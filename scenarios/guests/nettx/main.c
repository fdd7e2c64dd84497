/* Transmits as fast as it can. Operation 1, with u32 count and u32 payload bytes (16 to 1472), is answered at once; then
   so many datagrams follow to the asker: number (u32), ticks (u32), TSC (u64), and a pattern. Counters: sent, to send. */
#include <stddef.h>

#include "../lib/boot.h"
#include "../lib/counters.h"
#include "../lib/cpu.h"
#include "../lib/ethernet.h"
#include "../lib/service.h"
#include "../lib/timer.h"

enum { SENT = 0, TO_SEND = 1, TRANSMIT = 1, HEADER_BYTES = 16 };

static struct endpoint target;
static uint32_t payload_bytes, number;
static uint8_t payload[UDP_PAYLOAD_MAX] __attribute__((aligned(8)));

bool service_accepts(const struct service_request *request, uint32_t length) {
  const uint32_t *words = (const uint32_t *)request->rest;
  if (request->op == COUNTERS_READ) return length == sizeof *request;
  return request->op == TRANSMIT && length == sizeof *request + 8 && words[1] >= HEADER_BYTES && words[1] <= UDP_PAYLOAD_MAX;
}

void service_execute(struct service_client *client) {
  const uint32_t *words = (const uint32_t *)client->request.rest;
  if (client->request.op == TRANSMIT) {
    target = client->endpoint;
    number = 0;
    payload_bytes = words[1];
    counters[TO_SEND] = words[0];
  }
  service_reply(client, 0, (const void *)counters, sizeof counters);
}

/* As many as the card takes. */
static void transmit(void) {
  while (counters[TO_SEND] && ethernet_buffer()) {
    *(uint32_t *)payload = number++;
    *(uint32_t *)(payload + 4) = timer_ticks;
    *(uint64_t *)(payload + 8) = read_tsc();
    udp_send(&target, payload, payload_bytes);
    counters[TO_SEND]--;
    counters[SENT]++;
  }
}

void kernel_main(uint32_t multiboot_info) {
  boot(multiboot_info);
  for (unsigned i = HEADER_BYTES; i < sizeof payload; i++) payload[i] = (uint8_t)(i * 37);
  service_start("nettx", COUNTERS_MAGIC, NULL);
  ethernet_transmit_interrupts(true);
  for (;;) {
    interrupts_off();
    transmit();
    wait_for_interrupt();
  }
}
