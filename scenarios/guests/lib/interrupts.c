#include "interrupts.h"

#include "console.h"
#include "pic.h"

enum { VECTORS = 48, ENTRY_BYTES = 16, CODE_SELECTOR = 0x08 };

struct gate {
  uint16_t offset_low, selector, type, offset_high;
};

extern const uint8_t interrupt_entries[];

static struct gate idt[VECTORS];

static struct {
  unsigned irq;
  void (*handler)(void);
} handlers[8];
static unsigned handler_count;

void interrupts_init(void) {
  for (unsigned vector = 0; vector < VECTORS; vector++) {
    uint32_t entry = (uint32_t)interrupt_entries + vector * ENTRY_BYTES;
    idt[vector] = (struct gate){(uint16_t)entry, CODE_SELECTOR, 0x8E00, (uint16_t)(entry >> 16)};
  }
  struct {
    uint16_t limit;
    uint32_t base;
  } __attribute__((packed)) pointer = {sizeof idt - 1, (uint32_t)idt};
  __asm__ volatile("lidt %0" : : "m"(pointer));

  pic_init();
}

void interrupts_install(unsigned irq, void (*handler)(void)) {
  if (irq > 15 || handler_count == sizeof handlers / sizeof handlers[0]) panic("no room for a handler of IRQ %u", irq);
  handlers[handler_count].irq = irq;
  handlers[handler_count++].handler = handler;
  pic_unmask(irq);
}

__attribute__((weak)) struct frame *interrupts_resume(struct frame *frame) { return frame; }

__attribute__((weak)) struct frame *interrupts_dispatch(struct frame *frame) {
  if (frame->vector < PIC_VECTOR)
    panic("exception %u error %x eip %08x eflags %08x", frame->vector, frame->error, frame->eip, frame->eflags);
  unsigned irq = frame->vector - PIC_VECTOR;
  if (pic_is_spurious(irq)) return frame;
  for (unsigned i = 0; i < handler_count; i++)
    if (handlers[i].irq == irq) handlers[i].handler();
  pic_end(irq);
  return interrupts_resume(frame);
}
