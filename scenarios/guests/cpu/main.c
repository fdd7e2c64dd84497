/* CPU-bound: a sieve over and over, and answers in between. Counters: rounds, primes of the last, a sum over everything. */
#include <stddef.h>

#include "../lib/boot.h"
#include "../lib/counters.h"
#include "../lib/cpu.h"
#include "../lib/memory.h"
#include "../lib/service.h"

enum { ROUNDS = 0, PRIMES = 1, SUM = 2, LIMIT = 32768 };

static uint8_t composite[LIMIT];

static void sieve(void) {
  memset(composite, 0, sizeof composite);
  uint32_t primes = 0, sum = counters[SUM];
  for (uint32_t number = 2; number < LIMIT; number++) {
    if (composite[number]) continue;
    primes++;
    sum = (sum << 5 | sum >> 27) ^ number;
    for (uint32_t multiple = number * 2; multiple < LIMIT; multiple += number) composite[multiple] = 1;
  }
  interrupts_off();
  counters[ROUNDS]++;
  counters[PRIMES] = primes;
  counters[SUM] = sum;
  interrupts_on();
}

void kernel_main(uint32_t multiboot_info) {
  boot(multiboot_info);
  service_start("cpu", COUNTERS_MAGIC, NULL);
  interrupts_on();
  for (;;) sieve();
}
