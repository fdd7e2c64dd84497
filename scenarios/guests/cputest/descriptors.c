#include "descriptors.h"

#include <stddef.h>

#include "../lib/memory.h"

extern const uint8_t trap_tasks[];

enum { TRAP_TASKS = 7, ENTRY_BYTES = 32 };

static struct descriptor gdt[(GDT_LIMIT + 1) / 8] __attribute__((aligned(8)));

struct main_task main_task __attribute__((aligned(128)));

struct tss trap_tss[TRAP_TASKS];
static uint8_t trap_stacks[TRAP_TASKS][512] __attribute__((aligned(16)));
static uint8_t ring_0_stack[4096] __attribute__((aligned(16)));

struct descriptor gate(uint16_t selector, uint32_t offset, uint8_t access, uint8_t parameters) {
  return (struct descriptor){(uint32_t)selector << 16 | (offset & 0xFFFF),
                             (offset & 0xFFFF0000) | (uint32_t)access << 8 | parameters};
}

void gdt_segment(uint16_t selector, uint32_t base, uint32_t limit, uint8_t access, uint8_t flags) {
  gdt[selector / 8] = (struct descriptor){base << 16 | (limit & 0xFFFF), (base & 0xFF000000) | (uint32_t)flags << 20 |
                                                                             (limit & 0xF0000) | (uint32_t)access << 8 |
                                                                             (base >> 16 & 0xFF)};
}

void gdt_gate(uint16_t at, uint16_t selector, uint32_t offset, uint8_t access, uint8_t parameters) {
  gdt[at / 8] = gate(selector, offset, access, parameters);
}

uint8_t gdt_access(uint16_t selector) { return (uint8_t)(gdt[selector / 8].high >> 8); }

uint32_t gdt_base(uint16_t selector) {
  struct descriptor at = gdt[selector / 8];
  return (at.high & 0xFF000000) | (at.high & 0xFF) << 16 | at.low >> 16;
}

void gdt_main_tss(uint8_t access) { gdt_segment(MAIN_TSS, (uint32_t)&main_task, sizeof main_task - 1, access, 0); }

void tss_prepare(struct tss *tss, uint32_t eip, uint32_t esp) {
  *tss = (struct tss){.eip = eip,
                      .eflags = 2,
                      .esp = esp,
                      .cs = CODE_0,
                      .ss = DATA_0,
                      .ds = DATA_0,
                      .es = DATA_0,
                      .fs = DATA_0,
                      .gs = DATA_0,
                      .io_map = sizeof *tss};
}

void descriptors_init(void) {
  gdt_segment(CODE_0, 0, 0xFFFFF, 0x9A, SEGMENT_32 | SEGMENT_PAGES);
  gdt_segment(DATA_0, 0, 0xFFFFF, 0x92, SEGMENT_32 | SEGMENT_PAGES);
  gdt_segment(CODE_3, 0, 0xFFFFF, 0xFA, SEGMENT_32 | SEGMENT_PAGES);
  gdt_segment(DATA_3, 0, 0xFFFFF, 0xF2, SEGMENT_32 | SEGMENT_PAGES);
  gdt_main_tss(0x89);
  main_task.tss = (struct tss){.esp0 = (uint32_t)(ring_0_stack + sizeof ring_0_stack), .ss0 = DATA_0};
  main_task.tss.io_map = sizeof main_task.tss;
  memset(main_task.io_map, 0xFF, sizeof main_task.io_map);
  for (unsigned i = 0; i < TRAP_TASKS; i++) {
    gdt_segment((uint16_t)(TRAP_TSS + 8 * i), (uint32_t)&trap_tss[i], sizeof trap_tss[i] - 1, 0x89, 0);
    tss_prepare(&trap_tss[i], (uint32_t)trap_tasks + ENTRY_BYTES * i, (uint32_t)trap_stacks[i + 1]);
  }
  struct table_pointer pointer = {GDT_LIMIT, (uint32_t)gdt};
  __asm__ volatile("lgdt %0\n\tltr %1\n\tlldt %2" : : "m"(pointer), "r"((uint16_t)MAIN_TSS), "r"((uint16_t)0));
}

void descriptors_set_cr3(uint32_t cr3) { 
  main_task.tss.cr3 = cr3;
  for (unsigned i = 0; i < TRAP_TASKS; i++) trap_tss[i].cr3 = cr3;
}
