/* When a pending interrupt gets in (SDM vol. 3, 6.8). The 8254 makes one, which waits at the 8259. */
#include <stddef.h>

#include "../lib/cpu.h"
#include "../lib/pic.h"
#include "areas.h"
#include "attempt.h"

enum { CHANNEL_0 = 0x40, CONTROL = 0x43, MASTER = 0x20, MASTER_MASK = 0x21, OCW3_READ_IRR = 0x0A };

/* Leaves IRQ 0 requested, with interrupts off. */
static void request(void) {
  out8(CONTROL, 0x30); /* mode 0: one edge when the count is over */
  out8(CHANNEL_0, 100);
  out8(CHANNEL_0, 0);
  out8(MASTER, OCW3_READ_IRR);
  while (!(in8(MASTER) & 1)) {
  }
}

#define PENDING(check, code) \
  request();                 \
  ATTEMPT(code);             \
  show(check, NULL)

void test_shadow(void) {
  pic_unmask(0);
  PENDING("STI holds for one instruction", "sti\n\tnop\n\tnop\n\tcli");
  PENDING("STI, CLI let nothing in", "sti\n\tcli\n\tnop");
  PENDING("the same again: it is still pending", "sti\n\tnop\n\tcli");
  PENDING("POPF does not hold", "pushl $0x202\n\tpopfl\n\tnop\n\tcli");
  PENDING("IRET does not hold", "pushl $0x202\n\tpushl $0x08\n\tpushl $1f\n\tiret\n1:\n\tnop\n\tcli");
  PENDING("STI, HLT", "sti\n\thlt\n\tnop\n\tcli");
  PENDING("STI with IF set does not hold", "pushl $0x202\n\tsti\n\tpopfl\n\tsti\n\tnop\n\tcli");
  request();
  ATTEMPT("movl %%ss, %%eax\n\tsti\n\tmovl %%eax, %%ss\n\tnop");
  show_values("STI, MOV SS: at least the MOV is done", "after", trap.eip - attempt_eip >= 5, NULL);
  out8(MASTER_MASK, 0xFF & ~4);
}
