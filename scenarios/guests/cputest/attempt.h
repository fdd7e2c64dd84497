/* Runs a few instructions that may trap, and says what became of them. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum { TRAP_NONE = 0x30, TRAP_VECTORS = 64 };

/* Registers when the trap came; the order is that of the stack. */
struct trap {
  uint32_t gs, fs, es, ds;
  uint32_t edi, esi, ebp, pusha_esp, ebx, edx, ecx, eax;
  uint32_t vector, error;
  uint32_t eip, cs, eflags;
  uint32_t outer_esp, outer_ss;             /* only where the trap changed the privilege level */
  uint32_t v86_es, v86_ds, v86_fs, v86_gs;  /* only from virtual-8086 mode */
};

/* Of the last attempt. vector is TRAP_NONE where nothing happened. */
extern struct trap trap;
extern uint32_t trap_esp, trap_cr2;
/* Where a task took it: the TSS that it interrupted. */
extern uint32_t trap_link;

/* Where set it sees each trap first; it returns true to resume the frame (perhaps changed) instead of ending the attempt.
   Unset at the end of an attempt. */
extern bool (*trap_hook)(struct trap *frame);

extern uint32_t recovery_eip, recovery_esp, recovery_ebp, attempt_eip;

/* Executes the code at ring 0, interrupts off, to its end or the first trap. Afterwards segment registers, EFLAGS and
   stack are as before; all else is as the code left it. Operands: symbols only, registers as %%eax. */
#define ATTEMPT(code)                                                                                          \
  __asm__ volatile("movl %%esp, recovery_esp\n\tmovl %%ebp, recovery_ebp\n\tmovl $882f, recovery_eip\n\t"      \
                   "movl $881f, attempt_eip\n881:\n\t" code "\n\tint $0x30\n882:"                              \
                   :                                                                                           \
                   :                                                                                           \
                   : "eax", "ebx", "ecx", "edx", "esi", "edi", "memory", "cc")

/* The same at ring 3 with the given EFLAGS. */
#define ATTEMPT_RING3(eflags, code)                                                                            \
  ATTEMPT("movl $0x23, %%eax\n\tmovl %%eax, %%ds\n\tmovl %%eax, %%es\n\tpushl $0x23\n\tpushl $user_stack_top\n\t" \
          "pushl $" #eflags "\n\tpushl $0x1B\n\tpushl $883f\n\tmovl $883f, attempt_eip\n\tiret\n883:\n\t" code)

/* The first word of every line from now on. */
void area(const char *name);

/* Prints "AREA/CHECK: TRAP NAME=VALUE ...". The trap as "#GP(0010)+2" (error code, distance of EIP from the code's
   begin) or "none". Then pairs of a name and a number, up to NULL. */
void show(const char *check, ...);

/* The same without the trap. */
void show_values(const char *check, ...);

/* "AREA/CHECK: TRAP NUMBER ..." */
void show_list(const char *check, const uint32_t *numbers, unsigned count);

/* Builds the IDT: all 64 entries at ring 0, TRAP_NONE open to ring 3. */
void traps_init(void);

/* Puts another gate in the IDT; its old self comes back with traps_reset. */
void traps_gate(unsigned vector, uint16_t selector, uint32_t offset, uint8_t access);
void traps_reset(void);

/* Gives a vector its usual entry with DPL 3 and the given code segment. */
void traps_open(unsigned vector, uint16_t selector);

/* Lets a vector from 8 to 14 be taken by a task, as #DF always is: for stacks on which no handler could run. */
void traps_to_task(unsigned vector);
