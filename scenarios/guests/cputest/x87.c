/* The x87 as the system sees it: #NM and #MF; IRQ 13 is in beyond.c (SDM vol. 1, 8.7; vol. 3, 2.5 and 9.2). */
#include <stddef.h>

#include "areas.h"
#include "attempt.h"

enum { CR0_MP = 2, CR0_EM = 4, CR0_TS = 8, CR0_NE = 0x20 };

uint16_t x87_control, x87_status;
uint32_t x87_environment[7], x87_one = 0x3F800000;

static void set_cr0(uint32_t bits) {
  uint32_t cr0;
  __asm__ volatile("movl %%cr0, %0" : "=r"(cr0));
  cr0 = (cr0 & ~(uint32_t)(CR0_MP | CR0_EM | CR0_TS | CR0_NE)) | bits;
  __asm__ volatile("movl %0, %%cr0" : : "r"(cr0));
}

/* Divides one by zero with that exception unmasked. */
#define PENDING_ERROR "fninit\n\tmovw $0x037B, x87_control\n\tfldcw x87_control\n\tfld1\n\tfldz\n\tfdivrp\n\t"

static void availability(void) {
  set_cr0(CR0_EM);
  ATTEMPT("fld1");
  show("EM: FLD1", NULL);
  ATTEMPT("fwait");
  show("EM: WAIT", NULL);
  set_cr0(CR0_TS);
  ATTEMPT("fld1");
  show("TS: FLD1", NULL);
  ATTEMPT("fnstsw %%ax");
  show("TS: FNSTSW", NULL);
  ATTEMPT("fwait");
  show("TS without MP: WAIT", NULL);
  set_cr0(CR0_TS | CR0_MP);
  ATTEMPT("fwait");
  show("TS with MP: WAIT", NULL);
  set_cr0(CR0_MP);
  ATTEMPT("fwait");
  show("MP: WAIT", NULL);
  ATTEMPT("movl %%cr0, %%eax\n\torl $8, %%eax\n\tmovl %%eax, %%cr0\n\tclts\n\tfld1\n\tfstp %%st(0)");
  show("CLTS, FLD1", NULL);
}

static void state(void) {
  set_cr0(CR0_NE);
  ATTEMPT("fninit\n\tfnstcw x87_control\n\tfnstsw x87_status");
  show("after FNINIT", "control", x87_control, "status", x87_status, NULL);
  ATTEMPT("fninit\n\tfld1\n\tfld1\n\tfld1\n\tfld1\n\tfld1\n\tfld1\n\tfld1\n\tfld1\n\tfld1\n\tfnstsw %%ax");
  show("nine FLD1", "status", trap.eax & 0xFFFF & ~0x4500, NULL);
  ATTEMPT("fninit\n\tfstp %%st(0)\n\tfnstsw %%ax");
  show("FSTP of nothing", "status", trap.eax & 0xFFFF & ~0x4500, NULL);
  ATTEMPT("fninit\n\tnop\n\tflds x87_one\n\tfnstenv x87_environment");
  show("FNSTENV", "control", x87_environment[0] & 0xFFFF, "status", x87_environment[1] & 0xFFFF, "tag",
       x87_environment[2] & 0xFFFF, "fip", x87_environment[3] - attempt_eip, "operand",
       x87_environment[5] == (uint32_t)&x87_one, NULL);
}

static void errors(void) {
  ATTEMPT(PENDING_ERROR "nop");
  show("NE: the instruction itself", NULL);
  ATTEMPT(PENDING_ERROR "nop\n\tfld1");
  show("NE: the next", NULL);
  ATTEMPT(PENDING_ERROR "nop\n\tfwait");
  show("NE: WAIT", NULL);
  ATTEMPT(PENDING_ERROR "fnstsw %%ax\n\tfnclex\n\tfld1");
  show("NE: FNSTSW, FNCLEX", "status", trap.eax & 0xFFFF, NULL);
  ATTEMPT(PENDING_ERROR "fninit\n\tfld1");
  show("NE: FNINIT", NULL);
  ATTEMPT(PENDING_ERROR "fnstenv x87_environment\n\tfld1");
  show("NE: FNSTENV masks", "status", x87_environment[1] & 0xFFFF, NULL);
  /* The masked response, and unmasking afterwards. */
  ATTEMPT("fninit\n\tfld1\n\tfldz\n\tfdivrp\n\tfnstsw %%ax\n\tmovw $0x037B, x87_control\n\tfldcw x87_control\n\tfld1");
  show("unmasked by FLDCW later", "status", trap.eax & 0xFFFF, NULL);
  ATTEMPT("fninit\n\tmovw $0x037E, x87_control\n\tfldcw x87_control\n\tfldz\n\tfldz\n\tfdivp\n\tnop\n\tfld1");
  show("0/0 unmasked", NULL);
}

void test_x87(void) {
  availability();
  state();
  errors();
  __asm__ volatile("fninit"); /* no error is left */
  set_cr0(0);
}
