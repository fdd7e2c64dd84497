/* Segment limits and types, and the instructions that ask about them (SDM vol. 3, chapters 3 and 5). */
#include <stddef.h>

#include "areas.h"
#include "attempt.h"
#include "descriptors.h"

uint32_t segment_memory[1024];

static void limits(void) {
  uint32_t base = (uint32_t)segment_memory;
  gdt_segment(TEST_0, base, 0xFF, 0x92, SEGMENT_32);                    /* 256 bytes */
  gdt_segment(TEST_1, base, 0xFF, 0x96, SEGMENT_32);                    /* expand-down: from 100h on */
  gdt_segment(TEST_2, base, 0xFF, 0x96, SEGMENT_16);                    /* the same, up to FFFFh */
  gdt_segment(TEST_3, base, 0, 0x92, SEGMENT_32 | SEGMENT_PAGES);       /* 4 KiB */
  ATTEMPT("movl $0x40, %%eax\n\tmovl %%eax, %%fs\n\tmovb %%fs:0xFF, %%al");
  show("the last byte", NULL);
  ATTEMPT("movl $0x40, %%eax\n\tmovl %%eax, %%fs\n\tmovb %%fs:0x100, %%al");
  show("the byte after the last", NULL);
  ATTEMPT("movl $0x40, %%eax\n\tmovl %%eax, %%fs\n\tmovl %%fs:0xFC, %%eax");
  show("the last dword", NULL);
  ATTEMPT("movl $0x40, %%eax\n\tmovl %%eax, %%fs\n\tmovl %%fs:0xFD, %%eax");
  show("a dword across the limit", NULL);
  ATTEMPT("movl $0x40, %%eax\n\tmovl %%eax, %%fs\n\tmovl %%fs:0xFFFFFFFE, %%eax");
  show("a dword around 4 GiB", NULL);
  ATTEMPT("movl $0x48, %%eax\n\tmovl %%eax, %%fs\n\tmovb %%fs:0x100, %%al");
  show("expand-down: first byte", NULL);
  ATTEMPT("movl $0x48, %%eax\n\tmovl %%eax, %%fs\n\tmovb %%fs:0xFF, %%al");
  show("expand-down: the byte before", NULL);
  ATTEMPT("movl $0x50, %%eax\n\tmovl %%eax, %%fs\n\tmovb %%fs:0xFFFF, %%al");
  show("16-bit expand-down: last byte", NULL);
  ATTEMPT("movl $0x50, %%eax\n\tmovl %%eax, %%fs\n\tmovb %%fs:0x10000, %%al");
  show("16-bit expand-down: the byte after", NULL);
  ATTEMPT("movl $0x58, %%eax\n\tmovl %%eax, %%fs\n\tmovb %%fs:0xFFF, %%al");
  show("page granularity: last byte", NULL);
  ATTEMPT("movl $0x58, %%eax\n\tmovl %%eax, %%fs\n\tmovb %%fs:0x1000, %%al");
  show("page granularity: the byte after", NULL);
}

static void stacks(void) {
  uint32_t base = (uint32_t)segment_memory;
  gdt_segment(TEST_0, 0, 0x8FFF, 0x92, SEGMENT_32);
  gdt_segment(TEST_1, base, 0xFFF, 0x92, SEGMENT_16);
  ATTEMPT("movl $0x40, %%eax\n\tmovl %%eax, %%ss\n\tmovl $0x8FFE, %%esp\n\tpopl %%ecx");
  show("POP across the limit of SS", "esp", trap_esp, NULL);
  ATTEMPT("movl %%esp, %%ebx\n\tmovl $0x48, %%eax\n\tmovl %%eax, %%ss\n\tmovl $0xABCD0100, %%esp\n\tpushl $1\n\tmovl %%esp, %%ecx\n\t"
          "movl $0x10, %%eax\n\tmovl %%eax, %%ss\n\tmovl %%ebx, %%esp");
  show("PUSH on a 16-bit stack changes SP alone", "ecx", trap.ecx, NULL);
}

static void types(void) {
  uint32_t base = (uint32_t)segment_memory;
  gdt_segment(TEST_0, base, 0xFF, 0x90, SEGMENT_32);                     /* read-only */
  gdt_segment(TEST_1, 0, 0xFFFFF, 0x98, SEGMENT_32 | SEGMENT_PAGES);     /* execute-only */
  gdt_segment(TEST_2, 0, 0xFFFFF, 0x9A, SEGMENT_32 | SEGMENT_PAGES);     /* readable code */
  gdt_segment(TEST_3, 0, 0xFFFFF, 0x92, SEGMENT_32 | SEGMENT_PAGES);
  ATTEMPT("movl $0x40, %%eax\n\tmovl %%eax, %%fs\n\tmovl %%fs:0, %%eax");
  show("read of read-only", NULL);
  ATTEMPT("movl $0x40, %%eax\n\tmovl %%eax, %%fs\n\tmovl %%eax, %%fs:0");
  show("write of read-only", NULL);
  ATTEMPT("movl $0x40, %%eax\n\tmovl %%eax, %%fs\n\tcmpxchgl %%eax, %%fs:0");
  show("CMPXCHG of read-only", NULL);
  ATTEMPT("movl %%eax, %%cs:segment_memory");
  show("write through CS", NULL);
  ATTEMPT("movl %%cs:segment_memory, %%eax");
  show("read through CS", NULL);
  ATTEMPT("ljmp $0x48, $1f\n1:\n\tmovl %%cs:segment_memory, %%eax");
  show("read through an execute-only CS", NULL);
  ATTEMPT("movl $0x50, %%eax\n\tmovl %%eax, %%fs\n\tmovl %%fs:segment_memory, %%ecx");
  show("FS of readable code", "accessed", gdt_access(TEST_2) & 1, NULL);
  show_values("accessed bit before a load", "access", gdt_access(TEST_3), NULL);
  ATTEMPT("movl $0x58, %%eax\n\tmovl %%eax, %%fs");
  show("accessed bit after a load", "access", gdt_access(TEST_3), NULL);
}

static void code_limits(void) {
  gdt_segment(TEST_1, 0, 0x1FF, 0x9A, SEGMENT_32);
  gdt_segment(TEST_2, 0, 0xFFFFF, 0x1A, SEGMENT_32 | SEGMENT_PAGES);
  gdt_segment(TEST_3, 0, 0xFFFFF, 0xFA, SEGMENT_32 | SEGMENT_PAGES);
  gdt_segment(TEST_4, 0, 0xFFFFF, 0xFE, SEGMENT_32 | SEGMENT_PAGES);
  gdt_segment(TEST_5, 0, 0xFFFFF, 0x9E, SEGMENT_32 | SEGMENT_PAGES);
  ATTEMPT("ljmp $0x48, $0x200");
  show("far JMP past the limit", NULL);
  ATTEMPT("ljmp $0x50, $0");
  show("far JMP to an absent segment", NULL);
  ATTEMPT("ljmp $0x58, $0");
  show("far JMP to DPL 3", NULL);
  ATTEMPT("ljmp $0x60, $0");
  show("far JMP to conforming DPL 3", NULL);
  ATTEMPT("ljmp $0x68, $1f\n1:\n\tmovl %%cs, %%ecx");
  show("far JMP to conforming DPL 0", "cs", trap.ecx & 0xFFFF, NULL);
  ATTEMPT("ljmp $0x10, $0");
  show("far JMP to data", NULL);
  ATTEMPT("ljmp $0, $0");
  show("far JMP to null", NULL);
  ATTEMPT("lcall $0x50, $0");
  show("far CALL to an absent segment", "depth", recovery_esp - trap_esp, NULL);
  ATTEMPT("pushl $0x50\n\tpushl $0\n\tlret");
  show("far RET to an absent segment", "depth", recovery_esp - trap_esp, NULL);
  ATTEMPT("lcall $0x08, $1f\n1:\n\tpopl %%ecx\n\tpopl %%edx");
  show("far CALL pushes CS as a dword", "cs", trap.edx & 0xFFFF, NULL);
}

#define ASK(instruction, selector) \
  ATTEMPT("movl $" #selector ", %%eax\n\tmovl $0x5A5A5A5A, %%ecx\n\t" instruction "\n\tmovl $0, %%edx\n\tsetz %%dl")

static void questions(void) {
  gdt_segment(TEST_0, 0x12345678, 0xABCDE, 0x92, SEGMENT_32 | SEGMENT_PAGES | 1);
  gdt_segment(TEST_1, 0, 0x1234, 0x98, SEGMENT_32);
  gdt_segment(TEST_2, 0, 0x67, 0x81, 0); /* 16-bit TSS */
  gdt_gate(TEST_3, CODE_0, 0, 0x8C, 0);
  gdt_segment(TEST_4, 0, 0xFFF, 0x10, SEGMENT_32); /* absent, read-only */
  ASK("lar %%eax, %%ecx", 0x40);
  show("LAR of data", "ecx", trap.ecx & 0xF0FF00, "zf", trap.edx, NULL);
  ASK("larw %%ax, %%cx", 0x40);
  show("LAR in 16 bits", "ecx", trap.ecx, "zf", trap.edx, NULL);
  ASK("lar %%eax, %%ecx", 0x58);
  show("LAR of a call gate", "ecx", trap.ecx, "zf", trap.edx, NULL);
  ASK("lar %%eax, %%ecx", 0);
  show("LAR of null", "ecx", trap.ecx, "zf", trap.edx, NULL);
  ASK("lar %%eax, %%ecx", 0xFFF8);
  show("LAR past the GDT", "ecx", trap.ecx, "zf", trap.edx, NULL);
  ASK("lar %%eax, %%ecx", 0x43);
  show("LAR with too weak an RPL", "ecx", trap.ecx, "zf", trap.edx, NULL);
  ASK("lsl %%eax, %%ecx", 0x40);
  show("LSL in pages", "ecx", trap.ecx, "zf", trap.edx, NULL);
  ASK("lsl %%eax, %%ecx", 0x48);
  show("LSL of code", "ecx", trap.ecx, "zf", trap.edx, NULL);
  ASK("lsl %%eax, %%ecx", 0x50);
  show("LSL of a TSS", "ecx", trap.ecx, "zf", trap.edx, NULL);
  ASK("lsl %%eax, %%ecx", 0x58);
  show("LSL of a call gate", "ecx", trap.ecx, "zf", trap.edx, NULL);
  ASK("verr %%ax", 0x40);
  show("VERR of data", "zf", trap.edx, NULL);
  ASK("verr %%ax", 0x48);
  show("VERR of execute-only", "zf", trap.edx, NULL);
  ASK("verw %%ax", 0x40);
  show("VERW of data", "zf", trap.edx, NULL);
  ASK("verw %%ax", 0x08);
  show("VERW of code", "zf", trap.edx, NULL);
  ASK("verr %%ax", 0x60);
  show("VERR of an absent segment", "zf", trap.edx, NULL);
  ASK("verw %%ax", 0x60);
  show("VERW of an absent read-only segment", "zf", trap.edx, NULL);
  ATTEMPT("movl $0x40, %%eax\n\tmovl $3, %%ecx\n\tarpl %%cx, %%ax\n\tsetz %%dl");
  show("ARPL raises", "eax", trap.eax, "zf", trap.edx & 1, NULL);
  ATTEMPT("movl $0x43, %%eax\n\tmovl $2, %%ecx\n\tarpl %%cx, %%ax\n\tsetz %%dl");
  show("ARPL leaves", "eax", trap.eax, "zf", trap.edx & 1, NULL);
}

/* Tables: what SGDT, SIDT, SLDT, STR and SMSW say, and descriptors in an LDT. */
static void tables(void) {
  static struct descriptor ldt[2];
  ldt[1] = (struct descriptor){0x0000FFFF, 0x00CF9200};
  gdt_segment(TEST_0, (uint32_t)ldt, sizeof ldt - 1, 0x82, 0);
  gdt_segment(TEST_1, (uint32_t)ldt, sizeof ldt - 1, 0x02, 0);
  ATTEMPT("movl $0x40, %%eax\n\tlldt %%ax\n\tmovl $-1, %%ebx\n\tsldt %%bx\n\tmovl $0x0C, %%eax\n\tmovl %%eax, %%fs\n\tmovl %%fs, %%ecx\n\tsldt %%edx");
  show("a segment in the LDT", "fs", trap.ecx, "sldt-word", trap.ebx, "sldt-dword", trap.edx, NULL);
  ATTEMPT("movl $0x14, %%eax\n\tmovl %%eax, %%fs");
  show("past the LDT", NULL);
  ATTEMPT("movl $0x04, %%eax\n\tmovl %%eax, %%fs");
  show("an empty descriptor of the LDT", NULL);
  ATTEMPT("movl $0x48, %%eax\n\tlldt %%ax");
  show("LLDT of an absent LDT", NULL);
  ATTEMPT("movl $0x10, %%eax\n\tlldt %%ax");
  show("LLDT of data", NULL);
  ATTEMPT("movl $0x0C, %%eax\n\tlldt %%ax");
  show("LLDT with a selector of the LDT", NULL);
  ATTEMPT("xorl %%eax, %%eax\n\tlldt %%ax\n\tmovl $0x0C, %%eax\n\tmovl %%eax, %%fs");
  show("no LDT", NULL);
  ATTEMPT("movl $0x28, %%eax\n\tltr %%ax");
  show("LTR of a busy TSS", NULL);
  ATTEMPT("xorl %%eax, %%eax\n\tltr %%ax");
  show("LTR of null", NULL);
  gdt_main_tss(0x89);
  ATTEMPT("movl $0x28, %%eax\n\tltr %%ax");
  ATTEMPT("xorl %%eax, %%eax\n\tstr %%ax\n\tsmsw %%bx\n\tsgdt segment_memory\n\tmovzwl segment_memory, %%ecx\n\tsidt segment_memory\n\tmovzwl segment_memory, %%edx");
  show("STR, SGDT, SIDT", "tr", trap.eax, "gdt-limit", trap.ecx, "idt-limit", trap.edx, "pe", trap.ebx & 1, NULL);
}

void test_segments(void) {
  limits();
  stacks();
  types();
  code_limits();
  questions();
  tables();
}
