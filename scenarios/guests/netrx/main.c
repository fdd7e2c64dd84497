/* Receives as fast as it can. Datagrams to port 7501 begin with their number (u32, from 0 on); nobody answers them.
   Counters: datagrams, bytes, datagrams out of turn, sum over all bytes. */
#include <stddef.h>

#include "../lib/boot.h"
#include "../lib/counters.h"
#include "../lib/cpu.h"
#include "../lib/service.h"

enum { DATAGRAMS = 0, BYTES = 1, OUT_OF_TURN = 2, SUM = 3, DATA_PORT = 7501 };

static uint32_t expected;

static void receive(const struct endpoint *from, const uint8_t *payload, uint32_t length) {
  (void)from;
  if (length < 4) return;
  uint32_t number = *(const uint32_t *)payload, sum = counters[SUM];
  if (number != expected) counters[OUT_OF_TURN]++;
  expected = number + 1;
  for (uint32_t i = 0; i + 4 <= length; i += 4) sum = (sum << 1 | sum >> 31) + *(const uint32_t *)(payload + i);
  counters[SUM] = sum;
  counters[BYTES] += length;
  counters[DATAGRAMS]++;
}

void kernel_main(uint32_t multiboot_info) {
  boot(multiboot_info);
  udp_listen(DATA_PORT, receive);
  service_start("netrx", COUNTERS_MAGIC, NULL);
  for (;;) wait_for_interrupt();
}
