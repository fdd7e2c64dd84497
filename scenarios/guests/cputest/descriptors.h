/* The GDT, the main task's TSS and that of the task that takes traps. */
#pragma once
#include <stdint.h>

struct descriptor {
  uint32_t low, high;
};

struct table_pointer {
  uint16_t limit;
  uint32_t base;
} __attribute__((packed));

/* 32-bit task state segment (SDM vol. 3, 7.2.1). */
struct tss {
  uint32_t link, esp0, ss0, esp1, ss1, esp2, ss2, cr3;
  uint32_t eip, eflags, eax, ecx, edx, ebx, esp, ebp, esi, edi;
  uint32_t es, cs, ss, ds, fs, gs, ldt;
  uint16_t trap, io_map;
};

/* Selectors. TEST_0 to TEST_7 are for the areas to use. */
enum {
  CODE_0 = 0x08,
  DATA_0 = 0x10,
  CODE_3 = 0x1B,
  DATA_3 = 0x23,
  MAIN_TSS = 0x28,
  TEST_0 = 0x40,
  TEST_1 = 0x48,
  TEST_2 = 0x50,
  TEST_3 = 0x58,
  TEST_4 = 0x60,
  TEST_5 = 0x68,
  TEST_6 = 0x70,
  TEST_7 = 0x78,
  TRAP_TSS = 0x80, /* of vector 8; the others to 14 follow */
  GDT_LIMIT = TRAP_TSS + 7 * 8 - 1,
};

/* Flags of gdt_segment. */
enum { SEGMENT_16 = 0, SEGMENT_32 = 4, SEGMENT_PAGES = 8 };

/* The task that runs all attempts. */
struct main_task {
  struct tss tss;
  uint8_t io_map[0x2000 + 1]; /* a bit per port, and the byte of ones that must follow; all ones at first */
};

extern struct main_task main_task;
/* The tasks that take traps, from vector 8 on. */
extern struct tss trap_tss[7];

struct descriptor gate(uint16_t selector, uint32_t offset, uint8_t access, uint8_t parameters);
void gdt_segment(uint16_t selector, uint32_t base, uint32_t limit, uint8_t access, uint8_t flags);
void gdt_gate(uint16_t at, uint16_t selector, uint32_t offset, uint8_t access, uint8_t parameters);

/* The access byte as it now is. */
uint8_t gdt_access(uint16_t selector);
uint32_t gdt_base(uint16_t selector);

/* Marks the main task's TSS as available (89h) or busy (8Bh). */
void gdt_main_tss(uint8_t access);

/* A TSS for a task that runs flat at ring 0 from eip on. */
void tss_prepare(struct tss *tss, uint32_t eip, uint32_t esp);

void descriptors_init(void);

/* CR3 of the main task and of those that take traps, for when paging is on. */
void descriptors_set_cr3(uint32_t cr3);
