/* What QEMU 7.2 does not survive: it switches to a paged real mode, hangs, and fails an assertion of its own. */
#include <stddef.h>

#include "../lib/cpu.h"
#include "../lib/pic.h"
#include "areas.h"
#include "attempt.h"

uint16_t beyond_control, beyond_status;
static uint32_t interrupts;

static void control_registers(void) {
  ATTEMPT("movl %%cr0, %%eax\n\torl $0x80000000, %%eax\n\tandl $~1, %%eax\n\tmovl %%eax, %%cr0");
  show("PG without PE", NULL);
  ATTEMPT("movl %%cr4, %%eax\n\torl $0x80000000, %%eax\n\tmovl %%eax, %%cr4");
  show("a reserved bit of CR4", NULL);
}

static bool float_interrupt(struct trap *frame) {
  if (frame->vector != PIC_VECTOR + 13) return false;
  interrupts++;
  __asm__ volatile("fnstsw beyond_status\n\tfnclex");
  out8(0xF0, 0); /* takes FERR# back */
  return true;
}

/* With CR0.NE clear an error is reported outside, by FERR#, which a PC wires to IRQ 13 (SDM vol. 1, D.1). */
static void float_errors(void) {
  trap_hook = float_interrupt;
  pic_unmask(13);
  ATTEMPT("sti\n\tnop\n\tcli"); /* what earlier areas left requested while IRQ 13 was masked */
  trap_hook = float_interrupt;
  interrupts = 0;
  ATTEMPT("sti\n\tfninit\n\tmovw $0x037B, beyond_control\n\tfldcw beyond_control\n\tfld1\n\tfldz\n\tfdivrp\n\tnop\n\tfwait\n\t"
          "nop\n\tcli\n\tfninit");
  show("without NE: IRQ 13", "interrupts", interrupts, "status", beyond_status & 0xB8FF, NULL);
  out8(0x21, 0xFB);
  out8(0xA1, 0xFF);
}

void test_beyond(void) {
  control_registers();
  float_errors();
}
