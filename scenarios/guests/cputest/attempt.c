#include "attempt.h"

#include <stdarg.h>
#include <stddef.h>

#include "../lib/console.h"
#include "../lib/cpu.h"
#include "../lib/memory.h"
#include "../lib/pic.h"
#include "descriptors.h"

enum { ENTRY_BYTES = 16, EFLAGS_VM = 1 << 17 };

extern const uint8_t trap_entries[];
void trap_recover(void);
void trap_dispatch(struct trap *frame);
void trap_recover_from_task(void);
void trap_task_dispatch(uint32_t vector, uint32_t error);

struct trap trap;
uint32_t trap_esp, trap_cr2, trap_link;
bool (*trap_hook)(struct trap *frame);
uint32_t recovery_eip, recovery_esp, recovery_ebp, attempt_eip;

static struct descriptor idt[TRAP_VECTORS];
static const char *area_name;

void traps_gate(unsigned vector, uint16_t selector, uint32_t offset, uint8_t access) {
  idt[vector] = gate(selector, offset, access, 0);
}

static uint32_t entry(unsigned vector) { return (uint32_t)trap_entries + vector * ENTRY_BYTES; }

void traps_open(unsigned vector, uint16_t selector) { traps_gate(vector, selector, entry(vector), 0xEE); }

void traps_reset(void) {
  for (unsigned vector = 0; vector < TRAP_VECTORS; vector++) traps_gate(vector, CODE_0, entry(vector), 0x8E);
  traps_open(TRAP_NONE, CODE_0);
  traps_to_task(8);
}

void traps_to_task(unsigned vector) {
  traps_gate(vector, (uint16_t)(TRAP_TSS + 8 * (vector - 8)), 0, 0x85);
}

void traps_init(void) {
  traps_reset();
  struct table_pointer pointer = {sizeof idt - 1, (uint32_t)idt};
  __asm__ volatile("lidt %0" : : "m"(pointer));
}

static bool from_outside(const struct trap *frame) { return frame->eflags & EFLAGS_VM || frame->cs & 3; }

void trap_dispatch(struct trap *frame) {
  uint32_t cr2;
  __asm__ volatile("movl %%cr2, %0" : "=r"(cr2));
  if (frame->vector >= PIC_VECTOR && frame->vector < PIC_VECTOR + 16) pic_end(frame->vector - PIC_VECTOR);
  if (trap_hook && frame->vector != TRAP_NONE && trap_hook(frame)) return;
  if (!recovery_eip) panic("vector %u error %x at %08x in %s", frame->vector, frame->error, frame->eip, area_name);
  memset(&trap, 0, sizeof trap);
  size_t bytes = offsetof(struct trap, outer_esp);
  if (from_outside(frame)) bytes = frame->eflags & EFLAGS_VM ? sizeof trap : offsetof(struct trap, v86_es);
  memcpy(&trap, frame, bytes);
  trap_esp = from_outside(frame) ? frame->outer_esp : (uint32_t)&frame->outer_esp;
  trap_cr2 = cr2;
  trap_hook = NULL;
  trap_recover();
}

/* Runs as a task of its own; the interrupted registers are in the TSS of the task that it interrupted. */
void trap_task_dispatch(uint32_t vector, uint32_t error) {
  trap_link = trap_tss[vector - 8].link & 0xFFFF;
  const struct tss *interrupted = (const struct tss *)gdt_base((uint16_t)trap_link);
  trap = (struct trap){.vector = vector,
                       .error = error,
                       .eip = interrupted->eip,
                       .cs = interrupted->cs,
                       .eflags = interrupted->eflags};
  trap_esp = interrupted->esp;
  trap_hook = NULL;
  main_task.tss.eip = (uint32_t)trap_recover_from_task;
  main_task.tss.cs = CODE_0;
  main_task.tss.ss = main_task.tss.ds = main_task.tss.es = DATA_0;
  main_task.tss.esp = recovery_esp;
  main_task.tss.eflags = 2;
  gdt_main_tss(0x89);
}

void area(const char *name) { area_name = name; }

static void show_trap(void) {
  static const char *const names[] = {"DE", "DB", "NMI", "BP", "OF", "BR", "UD", "NM", "DF",  "9",
                                      "TS", "NP", "SS",  "GP", "PF", "15", "MF", "AC", "MC"};
  if (trap.vector == TRAP_NONE) {
    print("none");
    return;
  }
  if (trap.vector < sizeof names / sizeof names[0]) print("#%s", names[trap.vector]);
  else print("vector %u", trap.vector);
  unsigned has_error = trap.vector == 8 || (trap.vector >= 10 && trap.vector <= 14) || trap.vector == 17;
  if (has_error) print("(%04x)", trap.error);
  int distance = (int)(trap.eip - attempt_eip);
  if (distance >= 0 && distance < 256) print("+%u", distance);
}

static void show_pairs(va_list pairs) {
  for (const char *name; (name = va_arg(pairs, const char *));) print(" %s=%x", name, va_arg(pairs, uint32_t));
  print("\n");
}

void show(const char *check, ...) {
  print("%s/%s: ", area_name, check);
  show_trap();
  va_list pairs;
  va_start(pairs, check);
  show_pairs(pairs);
  va_end(pairs);
}

void show_values(const char *check, ...) {
  print("%s/%s: values", area_name, check);
  va_list pairs;
  va_start(pairs, check);
  show_pairs(pairs);
  va_end(pairs);
}

void show_list(const char *check, const uint32_t *numbers, unsigned count) {
  print("%s/%s: ", area_name, check);
  show_trap();
  for (unsigned i = 0; i < count; i++) print(" %x", numbers[i]);
  print("\n");
}
