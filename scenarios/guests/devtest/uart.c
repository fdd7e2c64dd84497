/* National Semiconductor PC16550D. In loopback, so that nothing reaches the line; printed afterwards. */
#include <stddef.h>

#include "../lib/console.h"
#include "../lib/cpu.h"
#include "../lib/pic.h"
#include "report.h"

enum { DATA = 0x3F8, IER = 0x3F9, IIR = 0x3FA, FCR = 0x3FA, LCR = 0x3FB, MCR = 0x3FC, LSR = 0x3FD, MSR = 0x3FE, SCR = 0x3FF };
enum { LOOP = 0x10, OUT2 = 0x08, DLAB = 0x80, FIFO_ON = 0x01, FIFO_CLEAR = 0x06 };

static void registers(void) {
  out8(SCR, 0x5A);
  uint8_t scratch = in8(SCR), mode = in8(LCR);
  out8(LCR, mode | DLAB);
  out8(DATA, 0x34);
  out8(IER, 0x12);
  uint8_t low = in8(DATA), high = in8(IER);
  out8(DATA, 1);
  out8(IER, 0);
  out8(LCR, mode);
  uint8_t ier;
  out8(IER, 0xFF);
  ier = in8(IER);
  out8(IER, 0);
  show("scratch, divisor, IER", "scratch", scratch, "low", low, "high", high, "ier", ier, "lcr", mode, NULL);
}

static void modem(void) {
  out8(MCR, LOOP);
  in8(MSR);
  uint8_t none = in8(MSR);
  out8(MCR, LOOP | 0x0F);
  uint8_t all = in8(MSR), again = in8(MSR);
  out8(MCR, LOOP | 0x02);
  uint8_t rts = in8(MSR);
  out8(MCR, 0x03);
  show("loopback of the modem lines", "none", none, "all", all, "again", again, "rts", rts, NULL);
}

static void data(void) {
  out8(FCR, 0);
  out8(MCR, LOOP);
  in8(DATA);
  uint8_t before = in8(LSR);
  out8(DATA, 0xA7);
  wait_ms(2);
  uint8_t after = in8(LSR), byte = in8(DATA), empty = in8(LSR), iir = in8(IIR);
  out8(DATA, 1);
  wait_ms(2);
  out8(DATA, 2);
  wait_ms(2);
  uint8_t overrun = in8(LSR), cleared = in8(LSR), newest = in8(DATA);
  out8(MCR, 0x03);
  show("a byte without FIFO", "before", before, "after", after, "byte", byte, "empty", empty, "iir", iir, NULL);
  show("overrun without FIFO", "lsr", overrun, "again", cleared, "byte", newest, NULL);
}

static void fifo(void) {
  uint8_t bytes[16];
  out8(FCR, FIFO_ON | FIFO_CLEAR | 0x80); /* trigger at 8 */
  out8(MCR, LOOP);
  uint8_t on = in8(IIR);
  out8(IER, 1);
  for (unsigned i = 0; i < 7; i++) {
    out8(DATA, (uint8_t)(0x10 + i));
    wait_ms(1);
  }
  uint8_t seven = in8(IIR) & 0xC0;
  out8(DATA, 0x17);
  wait_ms(1);
  uint8_t eight = in8(IIR) & 0xF4; /* perhaps with the time-out, too */
  for (unsigned i = 0; i < 8; i++) bytes[i] = in8(DATA);
  uint8_t empty = in8(LSR), iir = in8(IIR);
  out8(DATA, 0x55);
  wait_ms(1);
  out8(FCR, FIFO_ON | 0x02); /* clears the receiver's */
  uint8_t cleared = in8(LSR) & 1;
  out8(IER, 0);
  out8(MCR, 0x03);
  show("FIFO", "iir-on", on, "seven", seven, "eight", eight, "first", bytes[0], "last", bytes[7], "empty", empty, "iir", iir, "cleared",
       cleared, NULL);
}

static void interrupts(void) {
  out8(FCR, 0);
  out8(MCR, 0x03 | OUT2);
  pic_unmask(4);
  irq_counts[4] = 0;
  out8(IER, 2);
  uint8_t lcr = in8(LCR);
  irq_window();
  uint32_t count = irq_counts[4];
  uint8_t iir = in8(IIR), again = in8(IIR);
  out8(MCR, LOOP | OUT2);
  out8(IER, 1);
  out8(DATA, 0x33);
  wait_ms(2);
  uint8_t received = in8(IIR);
  in8(DATA);
  uint8_t taken = in8(IIR);
  out8(IER, 8);
  in8(MSR);
  out8(MCR, LOOP | OUT2 | 2);
  uint8_t modem_iir = in8(IIR);
  in8(MSR);
  uint8_t modem_taken = in8(IIR);
  out8(IER, 0);
  out8(MCR, 0x03);
  pic_init();
  show("transmitter empty", "count", count, "iir", iir, "again", again, "lcr", lcr, NULL);
  show("received", "iir", received, "taken", taken, NULL);
  show("modem status", "iir", modem_iir, "taken", modem_taken, NULL);
}

void test_uart(void) {
  registers();
  modem();
  data();
  fifo();
  interrupts();
  console_init();
}
