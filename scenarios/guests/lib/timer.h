/* The tick: channel 0 of the 8254. */
#pragma once
#include <stdint.h>

/* Ticks since timer_init. */
extern volatile uint32_t timer_ticks;

/* hz: 19 to 10,000 ticks per second; on_tick may be NULL and runs with interrupts off. */
void timer_init(uint32_t hz, void (*on_tick)(void));
