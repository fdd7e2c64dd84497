#include "timer.h"

#include "console.h"
#include "cpu.h"
#include "interrupts.h"

enum { CHANNEL_0 = 0x40, CONTROL = 0x43, INPUT_HZ = 1193182 };

volatile uint32_t timer_ticks;

static void (*tick_handler)(void);

static void tick(void) {
  timer_ticks++;
  if (tick_handler) tick_handler();
}

void timer_init(uint32_t hz, void (*on_tick)(void)) {
  if (hz < 19 || hz > 10000) panic("hz=%u: expected 19 to 10000", hz);
  uint32_t divisor = INPUT_HZ / hz;
  tick_handler = on_tick;
  out8(CONTROL, 0x34); /* channel 0, low then high byte, mode 2, binary */
  out8(CHANNEL_0, (uint8_t)divisor);
  out8(CHANNEL_0, (uint8_t)(divisor >> 8));
  interrupts_install(0, tick);
}
