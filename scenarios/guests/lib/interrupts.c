#include "interrupts.h"

#include "console.h"
#include "cpu.h"

enum { VECTORS = 48, IRQ_BASE = 0x20, ENTRY_BYTES = 16, CODE_SELECTOR = 0x08 };
enum { MASTER = 0x20, SLAVE = 0xA0, MASTER_MASK = 0x21, SLAVE_MASK = 0xA1, CASCADE = 2 };
enum { OCW2_EOI = 0x20, OCW3_READ_ISR = 0x0B };

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

  out8(MASTER, 0x11); /* ICW1: edge, cascade, ICW4 follows */
  out8(SLAVE, 0x11);
  out8(MASTER_MASK, IRQ_BASE);
  out8(SLAVE_MASK, IRQ_BASE + 8);
  out8(MASTER_MASK, 1 << CASCADE);
  out8(SLAVE_MASK, CASCADE);
  out8(MASTER_MASK, 0x01); /* ICW4: 8086 mode */
  out8(SLAVE_MASK, 0x01);
  out8(MASTER_MASK, 0xFF & ~(1 << CASCADE));
  out8(SLAVE_MASK, 0xFF);
}

void interrupts_install(unsigned irq, void (*handler)(void)) {
  if (irq > 15 || handler_count == sizeof handlers / sizeof handlers[0]) panic("no room for a handler of IRQ %u", irq);
  handlers[handler_count].irq = irq;
  handlers[handler_count++].handler = handler;
  uint16_t port = irq < 8 ? MASTER_MASK : SLAVE_MASK;
  out8(port, (uint8_t)(in8(port) & ~(1 << irq % 8)));
}

/* IRQ 7 and 15 are also what the 8259 answers when a request went away before it was acknowledged; then its in-service
   bit is clear and it must see no EOI (8259A data sheet, "Interrupt sequence"). */
static int is_spurious(unsigned irq) {
  if (irq % 8 != 7) return 0;
  uint16_t port = irq < 8 ? MASTER : SLAVE;
  out8(port, OCW3_READ_ISR);
  return !(in8(port) & 0x80);
}

__attribute__((weak)) struct frame *interrupts_resume(struct frame *frame) { return frame; }

struct frame *interrupts_dispatch(struct frame *frame);
struct frame *interrupts_dispatch(struct frame *frame) {
  if (frame->vector < IRQ_BASE)
    panic("exception %u error %x eip %08x eflags %08x", frame->vector, frame->error, frame->eip, frame->eflags);
  unsigned irq = frame->vector - IRQ_BASE;
  int spurious = is_spurious(irq);
  if (!spurious)
    for (unsigned i = 0; i < handler_count; i++)
      if (handlers[i].irq == irq) handlers[i].handler();
  if (irq >= 8) {
    if (!spurious) out8(SLAVE, OCW2_EOI);
    out8(MASTER, OCW2_EOI); /* the cascade line was in service all the same */
  } else if (!spurious) {
    out8(MASTER, OCW2_EOI);
  }
  return interrupts_resume(frame);
}
