/* Intel 8254, data sheet 231164. Counter 2, whose gate and output are in port 61h, and counter 0 by its interrupts. */
#include <stddef.h>

#include "../lib/cpu.h"
#include "../lib/pic.h"
#include "report.h"

enum { COUNTER_0 = 0x40, COUNTER_2 = 0x42, CONTROL = 0x43, SYSTEM_CONTROL = 0x61, NULL_COUNT = 0x40 };

static uint8_t status_2(void) {
  out8(CONTROL, 0xE8);
  return in8(COUNTER_2) & (uint8_t)~NULL_COUNT;
}

static void program_2(uint8_t control, uint16_t count) {
  out8(CONTROL, control);
  if (control & 0x10) out8(COUNTER_2, (uint8_t)count);
  if (control & 0x20) out8(COUNTER_2, (uint8_t)(count >> 8));
}

static uint16_t latch_2(void) {
  out8(CONTROL, 0x80);
  uint8_t low = in8(COUNTER_2);
  return (uint16_t)(in8(COUNTER_2) << 8 | low);
}

static void statuses(void) {
  out8(SYSTEM_CONTROL, 1);
  program_2(0xB0, 0xFFFF);
  show("mode 0, counting", "status", status_2(), NULL);
  program_2(0xB0, 2);
  wait_ms(2);
  program_2(0xB0, 2);
  for (volatile int i = 0; i < 2000; i++) {
  }
  in8(SYSTEM_CONTROL);
  wait_ms(1);
  show("mode 0, over", "status", status_2(), "out", in8(SYSTEM_CONTROL) >> 5 & 1, NULL);
  program_2(0xB4, 0xFFFF);
  show("mode 2", "status", status_2(), NULL);
  program_2(0xB6, 0xFFFE);
  show("mode 3, first half", "status", status_2(), NULL);
  program_2(0x95, 0x50);
  show("mode 2, low byte, BCD", "status", status_2() & 0x7F, NULL);
  program_2(0xA8, 0xFF00);
  show("mode 4, high byte", "status", status_2(), NULL);
}

static void counts(void) {
  program_2(0xB4, 0xFFFF);
  uint16_t first = latch_2(), second = latch_2();
  show("counts down", "down", first >= second, "near", first > 0xF000, NULL);
  out8(CONTROL, 0x80);
  wait_ms(0);
  for (volatile int i = 0; i < 1000; i++) {
  }
  out8(CONTROL, 0x80); /* a second latch command before the first was read is ignored */
  uint8_t low = in8(COUNTER_2), high = in8(COUNTER_2);
  uint16_t after = latch_2();
  show("the latch holds", "older", (uint16_t)(high << 8 | low) > after, NULL);
  out8(CONTROL, 0xC8); /* read back: count and status of counter 2; the status comes first */
  uint8_t status = in8(COUNTER_2) & (uint8_t)~NULL_COUNT;
  low = in8(COUNTER_2);
  high = in8(COUNTER_2);
  show("read back of both", "status", status, "near", (uint16_t)(high << 8 | low) > 0xC000, NULL);
  program_2(0xB6, 0xFFFE);
  show("mode 3 counts by twos", "odd", latch_2() & 1, NULL);
  program_2(0xB5, 0x9999);
  uint16_t bcd = latch_2();
  show("BCD", "digits", (bcd & 15) < 10 && (bcd >> 4 & 15) < 10 && (bcd >> 8 & 15) < 10 && bcd >> 12 < 10, NULL);
  out8(CONTROL, 0x90); /* low byte only */
  out8(COUNTER_2, 0x80);
  out8(CONTROL, 0xA0); /* high byte only */
  out8(COUNTER_2, 0x80);
  show("high byte only", "high", in8(COUNTER_2), NULL);
}

static void interrupts(void) {
  pic_unmask(0);
  irq_counts[0] = 0;
  out8(CONTROL, 0x34);
  out8(COUNTER_0, 0xA9); /* 1193: about a kilohertz */
  out8(COUNTER_0, 0x04);
  while (irq_counts[0] < 10) wait_for_interrupt();
  interrupts_off();
  show("mode 2 is periodic", "ten", irq_counts[0], NULL);
  out8(CONTROL, 0x30);
  out8(COUNTER_0, 100);
  out8(COUNTER_0, 0);
  irq_counts[0] = 0;
  interrupts_on();
  wait_ms(5);
  interrupts_off();
  show("mode 0 comes once", "count", irq_counts[0] & 0xFE ? 2 : 1, NULL);
  out8(CONTROL, 0x30); /* no count: the counter waits */
  irq_window();
  irq_counts[0] = 0;
  interrupts_on();
  wait_ms(5);
  interrupts_off();
  show("a control word alone stops it", "count", irq_counts[0], NULL);
  pic_init();
}

void test_pit(void) {
  statuses();
  counts();
  interrupts();
}
