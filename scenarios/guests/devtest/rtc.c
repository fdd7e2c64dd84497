/* Motorola MC146818A in a PC, at 70h and 71h. */
#include <stdbool.h>
#include <stddef.h>

#include "../lib/cpu.h"
#include "../lib/pic.h"
#include "report.h"

enum { SECONDS = 0, MINUTES = 2, HOURS = 4, WEEKDAY = 6, DAY = 7, MONTH = 8, YEAR = 9, A = 10, B = 11, C = 12, D = 13, RAM = 0x50, CENTURY = 0x32 };
enum { B_SET = 0x80, B_PERIODIC = 0x40, B_ALARM = 0x20, B_UPDATE = 0x10, B_BINARY = 0x04, B_24_HOURS = 0x02 };

static uint8_t get(uint8_t at) {
  out8(0x70, at);
  return in8(0x71);
}

static void put(uint8_t at, uint8_t value) {
  out8(0x70, at);
  out8(0x71, value);
}

static void set_time(uint8_t mode, const uint8_t time[7]) {
  put(B, B_SET | mode);
  static const uint8_t registers[] = {YEAR, MONTH, DAY, WEEKDAY, HOURS, MINUTES, SECONDS};
  for (unsigned i = 0; i < 7; i++) put(registers[i], time[i]);
  put(CENTURY, mode & B_BINARY ? 20 : 0x20);
  put(B, mode);
}

static void show_time(const char *check) {
  show(check, "year", get(YEAR), "month", get(MONTH), "day", get(DAY), "weekday", get(WEEKDAY), "hours", get(HOURS), "minutes",
       get(MINUTES), "seconds", get(SECONDS), NULL);
}

/* Until the next second has begun. */
static void wait_update(void) {
  get(C);
  while (!(get(C) & B_UPDATE)) {
  }
}

void test_rtc(void) {
  uint8_t b = get(B);
  show("valid", "d", get(D), NULL);
  put(RAM, 0x5A);
  uint8_t first = get(RAM);
  put(RAM, 0xA5);
  show("memory", "first", first, "second", get(RAM), NULL);
  put(A, 0x26);
  show("register A", "a", get(A) & 0x7F, NULL);

  set_time(B_24_HOURS, (const uint8_t[]){0x23, 0x12, 0x31, 0x01, 0x23, 0x59, 0x58});
  show_time("BCD, 24 hours");
  wait_update();
  wait_update();
  show_time("the next year");
  put(B, B_SET | B_24_HOURS);
  wait_ms(1100);
  show_time("SET holds the clock");
  set_time(B_24_HOURS | B_BINARY, (const uint8_t[]){24, 2, 28, 4, 23, 59, 59});
  wait_update();
  show_time("binary, a leap year");
  set_time(0, (const uint8_t[]){0x24, 0x06, 0x01, 0x07, 0x11, 0x59, 0x59});
  wait_update();
  show_time("12 hours, noon");

  set_time(B_24_HOURS, (const uint8_t[]){0x24, 0x06, 0x01, 0x07, 0x10, 0x20, 0x30});
  put(SECONDS + 1, 0x32);
  put(MINUTES + 1, 0xFF); /* don't care */
  put(HOURS + 1, 0xFF);
  get(C);
  put(B, B_24_HOURS | B_ALARM);
  pic_unmask(8);
  irq_counts[8] = 0;
  while (!irq_counts[8]) wait_for_interrupt();
  interrupts_off();
  show("alarm", "c", get(C) & 0xA0, "seconds", get(SECONDS), "in-service", irq_in_service, NULL);
  show("C is cleared by its reading", "c", get(C) & 0xA0, NULL);

  put(A, 0x2A); /* 64 Hz */
  put(B, B_24_HOURS | B_PERIODIC);
  get(C);
  irq_counts[8] = 0;
  while (irq_counts[8] < 3) {
    wait_for_interrupt();
    interrupts_off();
    get(C);
  }
  show("periodic", "three", irq_counts[8], NULL);
  wait_ms(40);
  irq_window();
  irq_counts[8] = 0;
  interrupts_on();
  wait_ms(40);
  interrupts_off();
  show("no further interrupt before C was read", "count", irq_counts[8], NULL);
  put(A, 0x26);
  put(B, b);
  get(C);
  pic_init();
}
