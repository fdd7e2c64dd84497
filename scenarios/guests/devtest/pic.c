/* Intel 8259A, data sheet 231468. The sources: IRQ 0 from the 8254, IRQ 4 from the serial port
   (transmitter empty), which is also the console: lines are printed only while that request is withdrawn. */
#include <stddef.h>

#include "../lib/cpu.h"
#include "../lib/pic.h"
#include "report.h"

enum { MASTER = 0x20, MASTER_MASK = 0x21, SLAVE = 0xA0, SLAVE_MASK = 0xA1, READ_IRR = 0x0A, READ_ISR = 0x0B, POLL = 0x0C };
enum { EOI = 0x20, SPECIFIC_EOI = 0x60, ROTATE_EOI = 0xA0, SET_PRIORITY = 0xC0 };
enum { UART_INTERRUPT_ENABLE = 0x3F9, UART_MODEM_CONTROL = 0x3FC, OUT2 = 8 };

static uint8_t read(uint8_t which) {
  out8(MASTER, which);
  return in8(MASTER);
}

static void request_0(void) {
  out8(0x43, 0x30);
  out8(0x40, 20);
  out8(0x40, 0);
  while (!(read(READ_IRR) & 1)) {
  }
}

static void request_4(void) {
  out8(UART_MODEM_CONTROL, 0x03 | OUT2);
  out8(UART_INTERRUPT_ENABLE, 0);
  out8(UART_INTERRUPT_ENABLE, 2);
}

static void withdraw_4(void) {
  in8(0x3FA); /* IIR: takes the request back */
  out8(UART_INTERRUPT_ENABLE, 0);
}

static void initialise(uint8_t icw4) {
  out8(MASTER, 0x11);
  out8(MASTER_MASK, PIC_VECTOR);
  out8(MASTER_MASK, 4);
  out8(MASTER_MASK, icw4);
  out8(MASTER_MASK, 0xFF);
}

static uint8_t poll(void) {
  out8(MASTER, POLL);
  return in8(MASTER);
}

/* Both requests, taken by polling in the order of their priority. */
static void show_order(const char *check) {
  out8(MASTER_MASK, 0xEE);
  request_0();
  request_4();
  uint8_t first = poll();
  out8(MASTER, SPECIFIC_EOI | (first & 7));
  uint8_t second = poll();
  out8(MASTER, SPECIFIC_EOI | (second & 7));
  withdraw_4();
  uint8_t third = poll() & 0x80, isr = read(READ_ISR);
  show(check, "first", first, "second", second, "then", third, "isr", isr, NULL);
}

void test_pic(void) {
  show("masks after initialisation", "master", in8(MASTER_MASK), "slave", in8(SLAVE_MASK), NULL);
  out8(MASTER_MASK, 0x5A);
  show("mask written", "master", in8(MASTER_MASK), NULL);
  out8(MASTER_MASK, 0xFF);
  request_0();
  show("masked request", "irr", read(READ_IRR) & 1, "isr", read(READ_ISR), NULL);
  irq_window();
  show("masked: no interrupt", "count", irq_counts[0], NULL);
  out8(MASTER_MASK, 0xFE);
  irq_end = false;
  irq_window();
  show("unmasked", "count", irq_counts[0], "in-service", irq_in_service, "irr", read(READ_IRR) & 1, NULL);
  request_0();
  irq_window();
  show("in service: not again", "count", irq_counts[0], NULL);
  out8(MASTER, EOI);
  irq_window();
  show("after EOI", "count", irq_counts[0], NULL);
  out8(MASTER, SPECIFIC_EOI | 0);
  show("after specific EOI", "isr", read(READ_ISR), NULL);

  out8(MASTER_MASK, 0xEE);
  request_4();
  irq_window();
  withdraw_4();
  show("IRQ 4", "count", irq_counts[4], "in-service", irq_in_service, NULL);
  request_0();
  irq_window();
  show("IRQ 0 within IRQ 4", "count", irq_counts[0], "in-service", irq_in_service, NULL);
  out8(MASTER, EOI);
  show("EOI ends the highest", "isr", read(READ_ISR), NULL);
  out8(MASTER, EOI);
  show("and the next", "isr", read(READ_ISR), NULL);
  request_0();
  irq_window();
  request_4();
  irq_window();
  uint32_t held = irq_counts[4];
  out8(MASTER, 0x68); /* special mask mode, with IRQ 0 masked: now it may */
  out8(MASTER_MASK, 0xEF);
  irq_window();
  withdraw_4();
  show("IRQ 4 not within IRQ 0", "count", held, NULL);
  show("special mask mode", "count", irq_counts[4], "in-service", irq_in_service, NULL);
  out8(MASTER, 0x48);
  out8(MASTER, SPECIFIC_EOI | 4);
  out8(MASTER, SPECIFIC_EOI | 0);

  show("poll without a request", "poll", poll(), NULL);
  show_order("poll");
  out8(MASTER, SET_PRIORITY | 0);
  show_order("priority: IRQ 0 lowest");
  out8(MASTER, SET_PRIORITY | 7);
  out8(MASTER_MASK, 0xFE);
  request_0();
  irq_window();
  out8(MASTER, ROTATE_EOI);
  show_order("rotated by EOI of IRQ 0");

  initialise(0x03);
  out8(MASTER_MASK, 0xFE);
  request_0();
  uint32_t before = irq_counts[0];
  irq_window();
  show("automatic EOI", "more", irq_counts[0] - before, "in-service", irq_in_service & 0xFF, NULL);
  initialise(0x01);
  show("initialisation clears", "isr", read(READ_ISR), "mask", in8(MASTER_MASK), NULL);
  pic_init();
  irq_end = true;
}
