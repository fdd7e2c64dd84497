/* Does all it can to make a replay diverge. Everything it sees goes into one number, which is in every answer and, each
   ROUNDS_PER_LINE rounds, on the console: two executions that ever differ say so. Counters: that number, rounds, reads
   seen to arrive in mid-poll, stale translations used, ticks. */
#include <stddef.h>

#include "../lib/boot.h"
#include "../lib/console.h"
#include "../lib/counters.h"
#include "../lib/cpu.h"
#include "../lib/disk.h"
#include "../lib/entropy.h"
#include "../lib/ethernet.h"
#include "../lib/memory.h"
#include "../lib/service.h"
#include "../lib/timer.h"

enum { STATE = 0, ROUNDS = 1, ARRIVALS = 2, STALE = 3, TICKS = 4, ROUNDS_PER_LINE = 64, PAGE = 4096, SECTORS = 16 };
enum { PRESENT_WRITABLE = 3, LARGE = 0x80, CR4_PSE = 0x10 };
#define CR0_PG 0x80000000u
#define WINDOW 0x40000000u

static uint8_t page_a[PAGE] __attribute__((aligned(PAGE))), page_b[PAGE] __attribute__((aligned(PAGE)));
static uint8_t transfer[PAGE] __attribute__((aligned(PAGE))), code[2 * PAGE] __attribute__((aligned(PAGE)));
static uint32_t directory[1024] __attribute__((aligned(PAGE))), window[1024] __attribute__((aligned(PAGE)));
static volatile uint32_t transfers_open;
static uint32_t sector_count;

/* The state is shared with the interrupt handlers, on purpose without a lock. */
static void mix(uint32_t value) { counters[STATE] = (counters[STATE] << 7 | counters[STATE] >> 25) + (value ^ 0x9E3779B9u); }

static uint32_t choose(uint32_t below) {
  mix((uint32_t)read_tsc());
  return (counters[STATE] >> 8) % below;
}

static void tick(void) {
  counters[TICKS]++;
  mix((uint32_t)read_tsc());
}

/* ---- Self-modifying code: an immediate, then the instruction after the one that writes, then across two pages. */

typedef uint32_t (*generated)(void);

static void rewrite_code(void) {
  uint8_t *at = code + PAGE - 1 - choose(8); /* so that the instruction often lies across the pages */
  const uint32_t value = choose(1u << 24);
  at[0] = 0xB8; /* mov eax, imm32 */
  memcpy(at + 1, &value, 4);
  at[5] = 0xC3; /* ret */
  mix(((generated)(uint32_t)at)());
  at[1] ^= 0x55;
  mix(((generated)(uint32_t)at)());
  uint32_t result;
  __asm__ volatile(
      "movb %b1, 1f + 1\n"
      "1:\n\t"
      "movb $0, %%al\n\t" /* its operand has just been written */
      "movzbl %%al, %0"
      : "=a"(result)
      : "q"(value));
  mix(result);
}

/* ---- Translations edited without INVLPG: the old one may serve until something flushes it. */

static void edit_translations(void) {
  volatile uint32_t *seen = (volatile uint32_t *)WINDOW;
  page_a[0] = 0xA;
  page_b[0] = 0xB;
  mix(*seen);
  bool was_a = window[0] / PAGE == (uint32_t)page_a / PAGE;
  window[0] = (window[0] & (PAGE - 1)) | (uint32_t)(was_a ? page_b : page_a);
  uint32_t expected = was_a ? 0xB : 0xA, found = *seen & 0xFF;
  if (found != expected) counters[STALE]++;
  mix(found);
  if (choose(4) == 0) __asm__ volatile("invlpg %0" : : "m"(*seen) : "memory");
  if (choose(16) == 0) __asm__ volatile("movl %%cr3, %%eax\n\tmovl %%eax, %%cr3" : : : "eax", "memory");
  *seen += 0x100; /* sets the dirty bit of whatever translation there is */
  mix(window[0] & 0x60);
}

static void map_memory(void) {
  for (uint32_t entry = 0; entry < 1024; entry++) directory[entry] = entry << 22 | PRESENT_WRITABLE | LARGE;
  directory[WINDOW >> 22] = (uint32_t)window | PRESENT_WRITABLE;
  window[0] = (uint32_t)page_a | PRESENT_WRITABLE;
  uint32_t scratch;
  __asm__ volatile("movl %%cr4, %0\n\torl %1, %0\n\tmovl %0, %%cr4" : "=&r"(scratch) : "i"(CR4_PSE));
  __asm__ volatile("movl %1, %%cr3\n\tmovl %%cr0, %0\n\torl %2, %0\n\tmovl %0, %%cr0"
                   : "=&r"(scratch)
                   : "r"(directory), "i"(CR0_PG)
                   : "memory");
}

/* ---- DMA: the page of a read is watched, the page of a write is changed, both while they are on their way. */

static void transferred(uint32_t context, bool ok) {
  (void)context;
  transfers_open--;
  mix(ok);
}

static void watch_read(void) {
  interrupts_off();
  memset(transfer, 0xEE, DISK_SECTOR_BYTES);
  transfers_open++;
  disk_start(DISK_READ, choose(sector_count), transfer, PAGE, transferred, 0);
  volatile uint32_t *last = (volatile uint32_t *)(transfer + PAGE - 4), *first = (volatile uint32_t *)transfer;
  uint32_t before_first = *first, before_last = *last, polls = choose(4000);
  interrupts_on();
  for (uint32_t i = 0; i < polls && transfers_open; i++) {
    if (*first != before_first || *last != before_last) {
      counters[ARRIVALS]++;
      mix(i); /* when exactly */
      break;
    }
  }
  while (transfers_open) wait_for_interrupt();
  for (uint32_t i = 0; i < PAGE; i += 64) mix(*(uint32_t *)(transfer + i));
}

static void disturb_write(void) {
  interrupts_off();
  transfers_open++;
  disk_start(DISK_WRITE, choose(sector_count), transfer, PAGE, transferred, 0);
  uint32_t rounds = choose(500);
  interrupts_on();
  for (uint32_t i = 0; i < rounds; i++) transfer[choose(PAGE)]++;
  while (transfers_open) wait_for_interrupt();
}

/* Reads code, as data from the disk, over code that has just run. */
static void read_over_code(void) {
  uint8_t *at = code + 16;
  memcpy(at, (const uint8_t[]){0xB8, 1, 0, 0, 0, 0xC3}, 6);
  mix(((generated)(uint32_t)at)());
  interrupts_off();
  transfers_open++;
  disk_start(DISK_READ, choose(sector_count), code, PAGE, transferred, 0);
  interrupts_on();
  while (transfers_open) wait_for_interrupt();
  mix(*(uint32_t *)at);
  memcpy(at, (const uint8_t[]){0xB8, 2, 0, 0, 0, 0xC3}, 6);
  mix(((generated)(uint32_t)at)());
}

/* ---- Interrupts and time. */

static void toggle_interrupts(void) {
  for (uint32_t i = choose(50); i; i--) {
    if (choose(2)) interrupts_off();
    else interrupts_on();
    for (uint32_t spin = choose(40); spin; spin--) compiler_barrier();
    mix(timer_ticks);
  }
  interrupts_on();
}

/* Looks at the ring of received frames with interrupts off, where only a replay at the exact place shows the same. */
static void watch_ring(void) {
  interrupts_off();
  uint16_t before = ethernet_delivered();
  for (uint32_t i = 0; i < 500; i++) {
    if (ethernet_delivered() == before) continue;
    mix(i);
    break;
  }
  interrupts_on();
}

static void received_entropy(const uint8_t *bytes, uint32_t count) {
  for (uint32_t i = 0; i < count; i++) mix(bytes[i]);
}

static void read_inputs(void) {
  interrupts_off();
  entropy_request(received_entropy);
  if (in8(0x3FD) & 1) mix(in8(0x3F8)); /* the serial line */
  interrupts_on();
}

static void read_clocks(void) {
  interrupts_off();
  out8(0x43, 0x00); /* latch counter 0 */
  uint8_t low = in8(0x40);
  mix((uint32_t)in8(0x40) << 8 | low);
  out8(0x70, 0x00); /* seconds */
  mix(in8(0x71));
  interrupts_on();
}

void kernel_main(uint32_t multiboot_info) {
  boot(multiboot_info);
  map_memory();
  entropy_init();
  sector_count = disk_init();
  if (sector_count < SECTORS) panic("racer: fewer than %u sectors", SECTORS);
  sector_count -= PAGE / DISK_SECTOR_BYTES - 1;
  service_start("racer", COUNTERS_MAGIC, tick);
  static void (*const races[])(void) = {rewrite_code,   edit_translations, watch_read, disturb_write,
                                        read_over_code, toggle_interrupts, watch_ring, read_clocks,
                                        read_inputs};
  for (;;) {
    races[choose(sizeof races / sizeof races[0])]();
    interrupts_off();
    if (++counters[ROUNDS] % ROUNDS_PER_LINE == 0) print("racer: %08x\n", counters[STATE]);
    interrupts_on();
  }
}
