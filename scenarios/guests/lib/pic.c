#include "pic.h"

#include "cpu.h"

enum { MASTER = 0x20, SLAVE = 0xA0, MASTER_MASK = 0x21, SLAVE_MASK = 0xA1, CASCADE = 2 };
enum { OCW2_EOI = 0x20, OCW3_READ_ISR = 0x0B };

void pic_init(void) {
  out8(MASTER, 0x11); /* ICW1: edge, cascade, ICW4 follows */
  out8(SLAVE, 0x11);
  out8(MASTER_MASK, PIC_VECTOR);
  out8(SLAVE_MASK, PIC_VECTOR + 8);
  out8(MASTER_MASK, 1 << CASCADE);
  out8(SLAVE_MASK, CASCADE);
  out8(MASTER_MASK, 0x01); /* ICW4: 8086 mode */
  out8(SLAVE_MASK, 0x01);
  out8(MASTER_MASK, 0xFF & ~(1 << CASCADE));
  out8(SLAVE_MASK, 0xFF);
}

void pic_unmask(unsigned irq) {
  uint16_t port = irq < 8 ? MASTER_MASK : SLAVE_MASK;
  out8(port, (uint8_t)(in8(port) & ~(1 << irq % 8)));
}

/* IRQ 7 and 15 are also what the 8259A answers when a request went away before it was acknowledged; then its in-service
   bit is clear and it must see no EOI (data sheet, "Interrupt sequence"). */
bool pic_is_spurious(unsigned irq) {
  if (irq % 8 != 7) return false;
  uint16_t port = irq < 8 ? MASTER : SLAVE;
  out8(port, OCW3_READ_ISR);
  if (in8(port) & 0x80) return false;
  if (irq == 15) out8(MASTER, OCW2_EOI); /* the cascade line was in service all the same */
  return true;
}

void pic_end(unsigned irq) {
  if (irq >= 8) out8(SLAVE, OCW2_EOI);
  out8(MASTER, OCW2_EOI);
}
