/* The console: COM1, a 16550A at 3F8h, polled. */
#pragma once
#include <stdint.h>

#include "cpu.h"

void console_init(void);

/* Conversions: %s string, %u decimal, %x hexadecimal, %08x with leading zeros, %I IPv4 address (host order), %%. */
void print(const char *format, ...);

/* Tells the machine to end, by the debug-exit port F4h. Returns where nothing listens there. */
void debug_exit(uint8_t code);

enum { EXIT_OK = 0, EXIT_PANIC = 1 };

/* Prints "panic: ..." and ends the machine. */
#define panic(...) (interrupts_off(), print("panic: " __VA_ARGS__), panic_end())
_Noreturn void panic_end(void);
