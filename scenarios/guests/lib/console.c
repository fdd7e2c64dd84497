#include "console.h"

#include <stdarg.h>

#include "cpu.h"

enum { COM1 = 0x3F8, DEBUG_EXIT = 0xF4 };
enum { DATA = 0, INTERRUPT_ENABLE = 1, FIFO_CONTROL = 2, LINE_CONTROL = 3, MODEM_CONTROL = 4, LINE_STATUS = 5 };
enum { LINE_STATUS_THRE = 0x20 };

void console_init(void) {
  out8(COM1 + INTERRUPT_ENABLE, 0);
  out8(COM1 + LINE_CONTROL, 0x80); /* divisor latch */
  out8(COM1 + DATA, 1);            /* 115,200 baud */
  out8(COM1 + INTERRUPT_ENABLE, 0);
  out8(COM1 + LINE_CONTROL, 0x03); /* 8N1 */
  out8(COM1 + FIFO_CONTROL, 0x07);
  out8(COM1 + MODEM_CONTROL, 0x03);
}

static void put(char character) {
  while (!(in8(COM1 + LINE_STATUS) & LINE_STATUS_THRE)) {
  }
  out8(COM1 + DATA, (uint8_t)character);
}

static void put_number(uint32_t number, uint32_t base, unsigned width) {
  char digits[10];
  unsigned count = 0;
  do digits[count++] = "0123456789abcdef"[number % base];
  while (number /= base);
  while (count < width) digits[count++] = '0';
  while (count) put(digits[--count]);
}

static void put_ip(uint32_t ip) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    put_number(ip >> shift & 0xFF, 10, 0);
    if (shift) put('.');
  }
}

void print(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  for (; *format; format++) {
    if (*format != '%') {
      put(*format);
      continue;
    }
    unsigned width = 0;
    while (*++format >= '0' && *format <= '9') width = width * 10 + (unsigned)(*format - '0');
    switch (*format) {
      case 's':
        for (const char *text = va_arg(arguments, const char *); *text; text++) put(*text);
        break;
      case 'u': put_number(va_arg(arguments, uint32_t), 10, width); break;
      case 'x': put_number(va_arg(arguments, uint32_t), 16, width); break;
      case 'I': put_ip(va_arg(arguments, uint32_t)); break;
      default: put(*format);
    }
  }
  va_end(arguments);
}

void debug_exit(uint8_t code) { out8(DEBUG_EXIT, code); }

_Noreturn void panic_end(void) {
  print("\n");
  debug_exit(EXIT_PANIC);
  for (;;) __asm__ volatile("cli\n\thlt");
}
