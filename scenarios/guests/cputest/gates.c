/* Call, interrupt and trap gates, with and without a change of ring (SDM vol. 3, 5.8 and 6.12). */
#include <stddef.h>

#include "areas.h"
#include "attempt.h"
#include "descriptors.h"

/* What the far side of a gate saw. */
uint32_t gate_cs, gate_ss, gate_esp, gate_eflags, gate_stack[8];

/* Entered through a gate: notes its surroundings and ends the attempt. */
__asm__(
    "gate_target:\n\t"
    "pushl %eax\n\tmovl $0x10, %eax\n\tmovl %eax, %ds\n\tpopl %eax\n\t"
    "movl %esp, gate_esp\n\t"
    "movl %cs, %edx\n\tmovl %edx, gate_cs\n\tmovl %ss, %edx\n\tmovl %edx, gate_ss\n\t"
    "popl gate_stack\n\tpopl gate_stack + 4\n\tpopl gate_stack + 8\n\tpopl gate_stack + 12\n\tpopl gate_stack + 16\n\t"
    "popl gate_stack + 20\n\t"
    "pushfl\n\tpopl gate_eflags\n\t"
    "int $0x30\n"
    "gate_end:\n\tint $0x30\n"
    "gate_return:\n\t" /* entered through a gate with two parameters: returns a value */
    "movl 8(%esp), %eax\n\taddl 12(%esp), %eax\n\tlret $8");
void gate_target(void);
void gate_end(void);
void gate_return(void);

static void call_gates(void) {
  gdt_gate(TEST_0, CODE_0, (uint32_t)gate_target, 0xEC, 0); /* open to ring 3 */
  gdt_gate(TEST_1, CODE_0, (uint32_t)gate_return, 0xEC, 2);
  gdt_gate(TEST_2, CODE_0, (uint32_t)gate_target, 0x8C, 0); /* ring 0 only */
  gdt_gate(TEST_3, CODE_0, (uint32_t)gate_target, 0x6C, 0); /* absent */
  gdt_gate(TEST_4, DATA_0, (uint32_t)gate_target, 0xEC, 0);
  gdt_segment(TEST_5, 0, 0xFFFFF, 0x9E, SEGMENT_32 | SEGMENT_PAGES);
  gdt_gate(TEST_6, TEST_5, (uint32_t)gate_end, 0xEC, 0); /* to a conforming segment */
  gdt_gate(TEST_7, 0, (uint32_t)gate_target, 0xEC, 0);
  ATTEMPT_RING3(0x2, "lcall $0x40, $0xDEADBEEF");
  show("CALL from ring 3", "cs", gate_cs & 0xFFFF, "ss", gate_ss & 0xFFFF, "depth",
       main_task.tss.esp0 - gate_esp, "return-cs", gate_stack[1], "return-ss", gate_stack[3], NULL);
  ATTEMPT_RING3(0x2, "movl %%esp, %%ebx\n\tpushl $5\n\tpushl $6\n\tlcall $0x48, $0\n\tsubl %%esp, %%ebx");
  show("CALL with two parameters, and back", "sum", trap.eax, "esp-moved", trap.ebx, "cs", trap.cs, "ss", trap.outer_ss, NULL);
  ATTEMPT("movl %%esp, %%ebx\n\tpushl $5\n\tpushl $6\n\tlcall $0x48, $0\n\tsubl %%esp, %%ebx");
  show("CALL with two parameters in ring 0", "sum", trap.eax, "esp-moved", trap.ebx, NULL);
  ATTEMPT_RING3(0x2, "lcall $0x50, $0");
  show("CALL of a gate with DPL 0 from ring 3", NULL);
  ATTEMPT_RING3(0x2, "lcall $0x58, $0");
  show("CALL of an absent gate", NULL);
  ATTEMPT_RING3(0x2, "lcall $0x60, $0");
  show("CALL through a gate to data", NULL);
  ATTEMPT_RING3(0x2, "lcall $0x70, $0");
  show("CALL through a gate to conforming code", "cs", trap.cs & 0xFFFF, "ss", trap.outer_ss & 0xFFFF, NULL);
  ATTEMPT_RING3(0x2, "lcall $0x78, $0");
  show("CALL through a gate to null", NULL);
  ATTEMPT_RING3(0x2, "ljmp $0x40, $0");
  show("JMP through a gate to an inner ring", NULL);
  ATTEMPT("ljmp $0x50, $0");
  show("JMP through a gate in ring 0", "cs", gate_cs & 0xFFFF, NULL);
  ATTEMPT_RING3(0x2, "lcall $0x08, $0");
  show("CALL of ring 0 code without a gate", NULL);
}

/* The inner stack comes from the TSS: what if it cannot be had? A task must tell, for no handler has a stack either. */
static void inner_stacks(void) {
  gdt_segment(TEST_1, 0, 0xFFFFF, 0x12, SEGMENT_32 | SEGMENT_PAGES); /* absent */
  gdt_gate(TEST_0, CODE_0, (uint32_t)gate_target, 0xEC, 0);
  traps_to_task(10);
  main_task.tss.ss0 = 0;
  ATTEMPT_RING3(0x2, "lcall $0x40, $0");
  show("SS0 null", NULL);
  main_task.tss.ss0 = CODE_0;
  ATTEMPT_RING3(0x2, "lcall $0x40, $0");
  show("SS0 is code", NULL);
  main_task.tss.ss0 = DATA_3;
  ATTEMPT_RING3(0x2, "lcall $0x40, $0");
  show("SS0 has DPL 3", NULL);
  ATTEMPT_RING3(0x2, "int $0x30");
  show("the same by INT", NULL);
  ATTEMPT_RING3(0x2, "hlt");
  show("the same by an exception", NULL);
  traps_to_task(12);
  main_task.tss.ss0 = TEST_1;
  ATTEMPT_RING3(0x2, "lcall $0x40, $0");
  show("SS0 absent", NULL);
  traps_reset();
  ATTEMPT_RING3(0x2, "lcall $0x40, $0");
  show("SS0 absent, also for the handler", NULL);
  main_task.tss.ss0 = DATA_0;
}

static void interrupt_gates(void) {
  traps_gate(0x31, CODE_0, (uint32_t)gate_target, 0x8E);
  traps_gate(0x32, CODE_0, (uint32_t)gate_target, 0x8F);
  traps_gate(0x33, CODE_0, (uint32_t)gate_target, 0xEE);
  ATTEMPT("pushl $0x4202\n\tpopfl\n\tint $0x31");
  show("interrupt gate: IF, TF, NT, RF", "pushed", gate_stack[2] & 0x14300, "now", gate_eflags & 0x14300, NULL);
  ATTEMPT("pushl $0x4202\n\tpopfl\n\tint $0x32");
  show("trap gate: IF, TF, NT, RF", "pushed", gate_stack[2] & 0x14300, "now", gate_eflags & 0x14300, NULL);
  ATTEMPT_RING3(0x2, "int $0x31");
  show("INT to DPL 0 from ring 3", NULL);
  ATTEMPT_RING3(0x2, "int3");
  show("INT3 to DPL 0 from ring 3", NULL);
  ATTEMPT_RING3(0x2, "movb $0x7F, %%al\n\tincb %%al\n\tinto");
  show("INTO to DPL 0 from ring 3", NULL);
  ATTEMPT_RING3(0x2, "int $0x33");
  show("INT from ring 3", "cs", gate_cs & 0xFFFF, "ss", gate_ss & 0xFFFF, "depth", main_task.tss.esp0 - gate_esp,
       "return-cs", gate_stack[1], "return-ss", gate_stack[4], NULL);
  traps_gate(0x34, CODE_0, (uint32_t)gate_target & 0xFFFF, 0xE6);
  gdt_segment(TEST_0, (uint32_t)gate_target & 0xFFFF0000, 0xFFFF, 0x9A, SEGMENT_32);
  traps_gate(0x34, TEST_0, (uint32_t)gate_target & 0xFFFF, 0xE6);
  ATTEMPT("int $0x34");
  show("16-bit interrupt gate pushes words", "first", gate_stack[0] >> 16, NULL);
  traps_reset();
}

static void returns(void) {
  gdt_segment(TEST_0, 0, 0xFFFFF, 0x92, SEGMENT_32 | SEGMENT_PAGES);
  gdt_segment(TEST_1, 0, 0xFFFFF, 0x9E, SEGMENT_32 | SEGMENT_PAGES); /* conforming */
  ATTEMPT("movl $0x40, %%eax\n\tmovl %%eax, %%ds\n\tmovl %%eax, %%es\n\tmovl $0x48, %%eax\n\tmovl %%eax, %%fs\n\t"
          "movl $0x23, %%eax\n\tmovl %%eax, %%gs\n\t"
          "pushl $0x23\n\tpushl $user_stack_top\n\tpushl $0x2\n\tpushl $0x1B\n\tpushl $1f\n\tiret\n1:");
  show("IRET to ring 3 nulls what it must not see", "ds", trap.ds & 0xFFFF, "es", trap.es & 0xFFFF, "fs",
       trap.fs & 0xFFFF, "gs", trap.gs & 0xFFFF, NULL);
  ATTEMPT("pushl $0x23\n\tpushl $user_stack_top\n\tpushl $0x1B\n\tpushl $1f\n\tlret\n1:");
  show("RET to ring 3", "cs", trap.cs & 0xFFFF, "ss", trap.outer_ss & 0xFFFF, NULL);
  ATTEMPT("pushl $0x10\n\tpushl $user_stack_top\n\tpushl $0x2\n\tpushl $0x1B\n\tpushl $1f\n\tiret\n1:");
  show("IRET to ring 3 with SS of ring 0", "depth", recovery_esp - trap_esp, NULL);
  ATTEMPT("pushl $0x23\n\tpushl $user_stack_top\n\tpushl $0x2\n\tpushl $0x0B\n\tpushl $1f\n\tiret\n1:");
  show("IRET to ring 3 with CS of ring 0", NULL);
  ATTEMPT("pushl $0x2\n\tpushl $0\n\tpushl $1f\n\tiret\n1:");
  show("IRET with CS null", NULL);
  ATTEMPT("pushl $0x2\n\tpushl $0x10\n\tpushl $1f\n\tiret\n1:");
  show("IRET with CS of data", NULL);
  ATTEMPT_RING3(0x2, "pushl $0x2\n\tpushl $0x08\n\tpushl $1f\n\tiret\n1:");
  show("IRET to an inner ring", NULL);
  ATTEMPT_RING3(0x2, "pushl $0x3202\n\tpushl $0x1B\n\tpushl $1f\n\tiret\n1:");
  show("IRET in ring 3 changes neither IF nor IOPL", "eflags", trap.eflags & 0x3200, NULL);
}

void test_gates(void) {
  call_gates();
  inner_stacks();
  interrupt_gates();
  returns();
}
