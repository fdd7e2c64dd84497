/* Device test kernel: one file per device. As with the CPU test kernel, each line says what was seen, and reports of two
   machines are compared. Ends by the debug-exit port. */
#include <stdarg.h>
#include <stddef.h>

#include "../lib/boot.h"
#include "../lib/console.h"
#include "../lib/interrupts.h"
#include "../lib/pic.h"
#include "report.h"

enum { CHANNEL_2 = 0x42, CONTROL = 0x43, SYSTEM_CONTROL = 0x61, OUT_2 = 0x20, MS_COUNT = 1193 };
enum { MASTER = 0x20, SLAVE = 0xA0, OCW3_READ_ISR = 0x0B };

static const char *area_name;
volatile uint32_t irq_counts[16], irq_in_service;
bool irq_end = true;

void area(const char *name) { area_name = name; }

void show(const char *check, ...) {
  print("%s/%s: values", area_name, check);
  va_list pairs;
  va_start(pairs, check);
  for (const char *name; (name = va_arg(pairs, const char *));) print(" %s=%x", name, va_arg(pairs, uint32_t));
  va_end(pairs);
  print("\n");
}

/* Instead of lib's: this kernel looks at the 8259 itself. */
struct frame *interrupts_dispatch(struct frame *frame) {
  if (frame->vector < PIC_VECTOR) panic("exception %u at %08x", frame->vector, frame->eip);
  unsigned irq = frame->vector - PIC_VECTOR;
  if (pic_is_spurious(irq)) return frame; /* a card was reset with its request pending */
  irq_counts[irq]++;
  out8(MASTER, OCW3_READ_ISR);
  out8(SLAVE, OCW3_READ_ISR);
  irq_in_service = (uint32_t)in8(SLAVE) << 8 | in8(MASTER);
  if (irq_end) pic_end(irq);
  return frame;
}

void irq_window(void) { __asm__ volatile("sti\n\tnop\n\tnop\n\tcli" : : : "memory"); }

void wait_ms(uint32_t ms) {
  while (ms--) {
    out8(SYSTEM_CONTROL, (in8(SYSTEM_CONTROL) & ~2) | 1); /* gate on, speaker off */
    out8(CONTROL, 0xB0);                                  /* counter 2, mode 0 */
    out8(CHANNEL_2, (uint8_t)MS_COUNT);
    out8(CHANNEL_2, MS_COUNT >> 8);
    while (!(in8(SYSTEM_CONTROL) & OUT_2)) {
    }
  }
}

void kernel_main(uint32_t multiboot_info) {
  boot(multiboot_info);
  static const struct {
    const char *name;
    void (*run)(void);
  } areas[] = {{"8259", test_pic}, {"8254", test_pit}, {"rtc", test_rtc},
               {"16550", test_uart}, {"pci", test_pci}, {"virtio", test_virtio}};
  for (unsigned i = 0; i < sizeof areas / sizeof areas[0]; i++) {
    area(areas[i].name);
    areas[i].run();
  }
  print("end\n");
  debug_exit(EXIT_OK);
}
