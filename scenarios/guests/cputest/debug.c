/* Single step and the debug registers (SDM vol. 3, chapter 17). */
#include <stddef.h>

#include "areas.h"
#include "attempt.h"

enum { MAX_STEPS = 8, EFLAGS_RF = 1 << 16, DR6_NONE = 0xFFFF0FF0 };

uint32_t debug_memory[4];
uint8_t debug_copy[8];

/* Each #DB of the attempt: where, and what DR6 said (its fixed bits left out). */
static uint32_t step_count, steps_seen[2 * MAX_STEPS], last_image_rf;

static bool note_step(struct trap *frame) {
  if (frame->vector != 1) return false;
  uint32_t dr6;
  __asm__ volatile("movl %%dr6, %0\n\tmovl %1, %%dr6" : "=&r"(dr6) : "r"(DR6_NONE));
  if (step_count < MAX_STEPS) {
    steps_seen[2 * step_count] = frame->eip - attempt_eip;
    steps_seen[2 * step_count + 1] = dr6 ^ DR6_NONE;
    step_count++;
  }
  last_image_rf = !!(frame->eflags & EFLAGS_RF);
  frame->eflags |= EFLAGS_RF; /* pass an instruction breakpoint */
  return true;
}

#define STEPS(code) (step_count = 0, trap_hook = note_step); ATTEMPT(code)

static void show_steps(const char *check) { show_list(check, steps_seen, 2 * step_count); }

#define TRACE_ON "pushl $0x102\n\tpopfl\n\t"
#define TRACE_OFF "\n\tpushl $2\n\tpopfl"

static void steps(void) {
  STEPS(TRACE_ON "nop\n\tnop" TRACE_OFF);
  show_steps("two NOPs");
  STEPS("movl $debug_memory, %%esi\n\tmovl $debug_copy, %%edi\n\tmovl $3, %%ecx\n\t" TRACE_ON "rep movsb" TRACE_OFF);
  show_steps("REP MOVSB, three times");
  STEPS("movl %%ss, %%eax\n\t" TRACE_ON "movl %%eax, %%ss\n\tnop\n\tnop" TRACE_OFF);
  show_steps("MOV SS holds the trap back");
  STEPS(TRACE_ON "jmp 1f\n\tnop\n1:" TRACE_OFF);
  show_steps("a jump");
  STEPS("pushl $2\n\tpushl $0x08\n\tpushl $1f\n\t" TRACE_ON "iret\n1:\n\tnop");
  show_steps("IRET that clears TF");
  STEPS("pushl $0x102\n\tpushl $0x08\n\tpushl $1f\n\tiret\n1:\n\tnop\n\tnop" TRACE_OFF);
  show_steps("IRET that sets TF");
  STEPS(TRACE_ON "int $0x30");
  show_steps("INT clears TF");
}

static void instruction_breakpoints(void) {
  STEPS("movl $1f, %%eax\n\tmovl %%eax, %%dr0\n\tmovl $0x401, %%eax\n\tmovl %%eax, %%dr7\n\txorl %%ecx, %%ecx\n1:\n\tincl %%ecx");
  show_steps("breakpoint on an instruction");
  show_values("which then runs, with RF in the image", "rf", last_image_rf, "ecx", trap.ecx, NULL);
  STEPS("movl $1f, %%eax\n\tmovl %%eax, %%dr3\n\tmovl $0x480, %%eax\n\tmovl %%eax, %%dr7\n\tmovl $2, %%ecx\n1:\n\tdecl %%ecx\n\tjnz 1b");
  show_steps("global breakpoint 3, twice");
  STEPS("movl $1f + 1, %%eax\n\tmovl %%eax, %%dr0\n\tmovl $0x401, %%eax\n\tmovl %%eax, %%dr7\n1:\n\tmovl $0, %%ecx");
  show_steps("breakpoint inside an instruction");
  STEPS("movl $1f, %%eax\n\tmovl %%eax, %%dr0\n\tmovl $0x400, %%eax\n\tmovl %%eax, %%dr7\n1:\n\tnop");
  show_steps("breakpoint not enabled");
  ATTEMPT("movl $0x400, %%eax\n\tmovl %%eax, %%dr7");
}

/* DR7 with breakpoint 0 enabled locally: 1 for writes, 3 for reads and writes; length 1, 2 or 4. */
#define DATA_BREAKPOINT(address, dr7, code)                                                                      \
  STEPS("movl $" address ", %%eax\n\tmovl %%eax, %%dr0\n\tmovl $" dr7 ", %%eax\n\tmovl %%eax, %%dr7\n\t" code   \
        "\n\tnop\n\tmovl $0x400, %%eax\n\tmovl %%eax, %%dr7")

static void data_breakpoints(void) {
  DATA_BREAKPOINT("debug_memory", "0xD0501", "movl %%eax, debug_memory");
  show_steps("write of a watched dword");
  DATA_BREAKPOINT("debug_memory", "0xD0501", "movb %%al, debug_memory + 3");
  show_steps("write of its last byte");
  DATA_BREAKPOINT("debug_memory", "0xD0501", "movb %%al, debug_memory + 4");
  show_steps("write of the byte after");
  DATA_BREAKPOINT("debug_memory + 4", "0xD0501", "movl %%eax, debug_memory + 1");
  show_steps("write that overlaps its first byte");
  DATA_BREAKPOINT("debug_memory", "0xD0501", "movl debug_memory, %%eax");
  show_steps("read of what is watched for writes");
  DATA_BREAKPOINT("debug_memory", "0xF0501", "movl debug_memory, %%eax");
  show_steps("read of what is watched for both");
  DATA_BREAKPOINT("debug_memory + 2", "0x50501", "movb %%al, debug_memory + 1\n\tmovb %%al, debug_memory + 3");
  show_steps("a watched word, the bytes before and in it");
  DATA_BREAKPOINT("debug_memory", "0xD0501", "pushl debug_memory\n\tpopl debug_memory");
  show_steps("POP to what is watched");
  DATA_BREAKPOINT("debug_copy + 1", "0x10501",
                  "movl $debug_memory, %%esi\n\tmovl $debug_copy, %%edi\n\tmovl $3, %%ecx\n\trep movsb");
  show_steps("REP MOVSB over a watched byte");
  show_values("RF in the image between two iterations", "rf", last_image_rf, NULL);
}

static void general(void) {
  ATTEMPT("movl %%dr7, %%eax\n\torl $0x2000, %%eax\n\tmovl %%eax, %%dr7\n\tmovl %%dr0, %%ecx");
  uint32_t dr6, dr7;
  __asm__ volatile("movl %%dr7, %1\n\tmovl %3, %%dr7\n\tmovl %%dr6, %0\n\tmovl %2, %%dr6"
                   : "=&r"(dr6), "=&r"(dr7)
                   : "r"(DR6_NONE), "r"(0x400));
  show("general detect", "bd", dr6 >> 13 & 1, "gd-now", dr7 >> 13 & 1, NULL);
  STEPS(".byte 0xF1\n\tnop");
  show_steps("F1");
  ATTEMPT("movl %%cr4, %%eax\n\torl $8, %%eax\n\tmovl %%eax, %%cr4\n\t.byte 0x0F, 0x21, 0xE0");
  show("DR4 with CR4.DE", NULL);
  ATTEMPT("movl %%cr4, %%eax\n\tandl $~8, %%eax\n\tmovl %%eax, %%cr4\n\t.byte 0x0F, 0x21, 0xE0");
  show("DR4 without CR4.DE", "same-as-dr6", trap.eax == DR6_NONE, NULL);
  ATTEMPT("xorl %%eax, %%eax\n\tmovl %%eax, %%dr7\n\tmovl %%dr7, %%ecx\n\tmovl %%eax, %%dr6\n\tmovl %%dr6, %%edx");
  show("what is fixed in DR6 and DR7", "dr6", trap.edx, "dr7", trap.ecx, NULL);
  ATTEMPT("movl $0xFFFF0FF0, %%eax\n\tmovl %%eax, %%dr6");
}

void test_debug(void) {
  steps();
  instruction_breakpoints();
  data_breakpoints();
  general();
}
