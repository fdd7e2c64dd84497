/* Hardware task switch (SDM vol. 3, chapter 7). */
#include <stddef.h>

#include "../lib/memory.h"
#include "areas.h"
#include "attempt.h"
#include "descriptors.h"

enum { OTHER_TSS = TEST_0, TASK_GATE = TEST_1, SMALL_TSS = TEST_2, EFLAGS_NT = 1 << 14 };

static struct tss other;
static uint16_t small_tss[22];
static uint8_t other_stack[1024] __attribute__((aligned(16)));

/* What the other task saw. */
uint32_t task_eflags, task_link, task_cr0, task_registers[8], task_fs, task_runs;

__asm__(
    "task_note:\n\t"
    "pusha\n\tpopl task_registers\n\tpopl task_registers + 4\n\tpopl task_registers + 8\n\tpopl task_registers + 12\n\t"
    "popl task_registers + 16\n\tpopl task_registers + 20\n\tpopl task_registers + 24\n\tpopl task_registers + 28\n\t"
    "pushfl\n\tpopl task_eflags\n\tmovl %fs, %eax\n\tmovl %eax, task_fs\n\tmovl %cr0, %eax\n\tmovl %eax, task_cr0\n\tclts\n\t"
    "incl task_runs\n\tret\n"
    "task_returns:\n\tcall task_note\n\tiret\n\tjmp task_returns\n"
    "task_jumps:\n\tcall task_note\n\tljmp $0x28, $0\n\tjmp task_jumps");
void task_returns(void);
void task_jumps(void);

static void prepare(void (*eip)(void)) {
  tss_prepare(&other, (uint32_t)eip, (uint32_t)(other_stack + sizeof other_stack));
  other.eax = 0xA, other.ecx = 0xC, other.edx = 0xD, other.ebx = 0xB, other.esi = 0x51, other.edi = 0xD1;
  gdt_segment(OTHER_TSS, (uint32_t)&other, sizeof other - 1, 0x89, 0);
  gdt_gate(TASK_GATE, OTHER_TSS, 0, 0x85, 0);
  gdt_main_tss(0x8B);
}

static void show_switch(const char *check) {
  ATTEMPT("clts"); /* the way back set CR0.TS as well */
  show(check, "runs", task_runs, "link", other.link & 0xFFFF, "nt-there", !!(task_eflags & EFLAGS_NT), "ts-there",
       task_cr0 >> 3 & 1, "other-type", gdt_access(OTHER_TSS), "main-type", gdt_access(MAIN_TSS), NULL);
}

static void switches(void) {
  prepare(task_returns);
  ATTEMPT("lcall $0x40, $0");
  show_switch("CALL of a TSS, IRET");
  show_values("registers loaded", "eax", task_registers[7], "ecx", task_registers[6], "edx", task_registers[5], "ebx",
              task_registers[4], "esi", task_registers[1], "edi", task_registers[0], "fs", task_fs, NULL);
  prepare(task_returns);
  ATTEMPT("lcall $0x48, $0");
  show_switch("CALL of a task gate, IRET");
  prepare(task_jumps);
  ATTEMPT("ljmp $0x40, $0");
  show_switch("JMP to a TSS, JMP back");
  prepare(task_returns);
  traps_gate(0x31, OTHER_TSS, 0, 0x85);
  ATTEMPT("int $0x31");
  show_switch("INT of a task gate, IRET");
  traps_reset();
  prepare(task_returns);
  ATTEMPT("movl $0x11223344, %%esi\n\tstc\n\tlcall $0x40, $0\n\tmovl $0, %%edx\n\tadcl $0, %%edx");
  show("registers and flags come back", "esi", trap.esi, "carry", trap.edx, NULL);
  ATTEMPT("movl %%cr0, %%eax\n\tclts");
  show("TS after a switch", "ts", trap.eax >> 3 & 1, NULL);
}

static void bad_targets(void) {
  prepare(task_returns);
  gdt_segment(OTHER_TSS, (uint32_t)&other, sizeof other - 1, 0x8B, 0);
  ATTEMPT("lcall $0x40, $0");
  show("CALL of a busy TSS", NULL);
  gdt_segment(OTHER_TSS, (uint32_t)&other, sizeof other - 1, 0x09, 0);
  ATTEMPT("lcall $0x40, $0");
  show("CALL of an absent TSS", NULL);
  gdt_segment(OTHER_TSS, (uint32_t)&other, sizeof other - 2, 0x89, 0);
  ATTEMPT("lcall $0x40, $0");
  show("CALL of a TSS that is too short", NULL);
  prepare(task_returns);
  ATTEMPT_RING3(0x2, "lcall $0x40, $0");
  show("CALL of a TSS with DPL 0 from ring 3", NULL);
  gdt_gate(TASK_GATE, DATA_0, 0, 0x85, 0);
  ATTEMPT("lcall $0x48, $0");
  show("CALL of a task gate to data", NULL);
  gdt_gate(TASK_GATE, OTHER_TSS, 0, 0x05, 0);
  ATTEMPT("lcall $0x48, $0");
  show("CALL of an absent task gate", NULL);
  prepare(task_returns);
  main_task.tss.link = DATA_0;
  ATTEMPT("pushl $0x4002\n\tpopfl\n\tiret");
  show("IRET with NT and no TSS in the link", NULL);
  main_task.tss.link = OTHER_TSS;
  ATTEMPT("pushl $0x4002\n\tpopfl\n\tiret");
  show("IRET with NT to a TSS that is not busy", NULL);
  main_task.tss.link = 0;
}

/* Faults after the switch happen in the new task (SDM vol. 3, 7.3). Its stack may not be there yet: another task tells. */
static void show_new_task(const char *check) {
  show(check, "at-start", trap.eip == (uint32_t)task_returns, "in-task", trap_link, NULL);
  traps_reset();
}

#define INTO_NEW_TASK(field, value)                                        \
  prepare(task_returns);                                                   \
  other.field = (value);                                                   \
  for (unsigned vector = 10; vector <= 13; vector++) traps_to_task(vector); \
  trap_link = 0;                                                           \
  ATTEMPT("ljmp $0x40, $0")

static struct trap t_bit;
static uint32_t t_bit_dr6;

static bool trap_in_new_task(struct trap *frame) {
  t_bit = *frame;
  __asm__ volatile("movl %%dr6, %0" : "=r"(t_bit_dr6));
  __asm__ volatile("movl %0, %%dr6\n\tclts\n\tljmp $0x28, $0" : : "r"(0xFFFF0FF0) : "memory");
  return false;
}

static void bad_states(void) {
  gdt_segment(TEST_4, 0, 0xFFFFF, 0x12, SEGMENT_32 | SEGMENT_PAGES);
  INTO_NEW_TASK(ds, TEST_4);
  show_new_task("DS absent");
  INTO_NEW_TASK(es, 0xFFF8);
  show_new_task("ES past the GDT");
  INTO_NEW_TASK(cs, DATA_0);
  show_new_task("CS is data");
  INTO_NEW_TASK(cs, 0);
  show_new_task("CS null");
  gdt_segment(TEST_5, 0, 0xFFFFF, 0x1A, SEGMENT_32 | SEGMENT_PAGES);
  INTO_NEW_TASK(cs, TEST_5);
  show_new_task("CS absent");
  INTO_NEW_TASK(ss, DATA_3);
  show_new_task("SS has DPL 3");
  INTO_NEW_TASK(ss, TEST_4);
  show_new_task("SS absent");
  INTO_NEW_TASK(ldt, DATA_0);
  show_new_task("LDT is data");
  prepare(task_jumps);
  other.trap = 1;
  t_bit.vector = TRAP_NONE;
  trap_hook = trap_in_new_task;
  ATTEMPT("ljmp $0x40, $0\n\tclts");
  show_values("T bit", "vector", t_bit.vector, "at-start", t_bit.eip == (uint32_t)task_jumps, "bt", t_bit_dr6 >> 15 & 1, NULL);
}

/* A 16-bit TSS: link, SP0 to SS2, IP, FLAGS, AX, CX, DX, BX, SP, BP, SI, DI, ES, CS, SS, DS, LDT (SDM vol. 3, 7.6). */
static void small(void) {
  enum { IMAGE = 0x100000, CODE = TEST_4, STACK = TEST_5 };
  gdt_segment(SMALL_TSS, (uint32_t)small_tss, sizeof small_tss - 1, 0x81, 0);
  gdt_segment(CODE, IMAGE, 0xFFFF, 0x9A, SEGMENT_32);
  gdt_segment(STACK, (uint32_t)other_stack, 0xFFFF, 0x92, SEGMENT_16);
  uint16_t state[22] = {0, 0, 0, 0, 0, 0, 0, (uint16_t)((uint32_t)task_returns - IMAGE), 2, 0xA, 0xC, 0xD, 0xB, sizeof other_stack,
                        0, 0x51, 0xD1, DATA_0, CODE, STACK, DATA_0, 0};
  memcpy(small_tss, state, sizeof state);
  prepare(task_returns);
  task_runs = 0;
  ATTEMPT("lcall $0x50, $0\n\tclts");
  show("CALL of a 16-bit TSS, IRET", "runs", task_runs, "link", small_tss[0], "ax", task_registers[7] & 0xFFFF, "di",
       task_registers[0] & 0xFFFF, "fs", task_fs, "saved-ip", small_tss[7] - state[7], "type", gdt_access(SMALL_TSS), NULL);
}

void test_tasks(void) {
  switches();
  bad_targets();
  bad_states();
  small();
}
