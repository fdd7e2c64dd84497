/* Exceptions and their error codes (SDM vol. 3, chapter 6). */
#include <stddef.h>

#include "areas.h"
#include "attempt.h"
#include "descriptors.h"

enum { EFLAGS_RF = 1 << 16 };

uint32_t exception_words[4] = {4, 8, 15, 16};

static void arithmetic(void) {
  ATTEMPT("xorl %%edx, %%edx\n\txorl %%ecx, %%ecx\n\tdivl %%ecx");
  show("DIV by zero", NULL);
  ATTEMPT("movl $0x80000000, %%eax\n\tcltd\n\tmovl $-1, %%ecx\n\tidivl %%ecx");
  show("IDIV overflow", "eax", trap.eax, "edx", trap.edx, NULL);
  ATTEMPT("movl $0x7FFF, %%eax\n\tmovb $0x7F, %%cl\n\tdivb %%cl");
  show("DIV overflow in a byte", NULL);
  ATTEMPT("movw $-128, %%ax\n\tmovb $1, %%cl\n\tidivb %%cl");
  show("IDIV quotient -128", "al", trap.eax & 0xFF, NULL);
  ATTEMPT("aam $0");
  show("AAM 0", NULL);
  ATTEMPT("movb $0x7F, %%al\n\tincb %%al\n\tinto");
  show("INTO with OF", NULL);
  ATTEMPT("xorl %%eax, %%eax\n\tinto");
  show("INTO without OF", NULL);
  ATTEMPT("movl $3, %%eax\n\tboundl %%eax, exception_words");
  show("BOUND below", NULL);
  ATTEMPT("movl $8, %%eax\n\tboundl %%eax, exception_words");
  show("BOUND at the upper bound", NULL);
  ATTEMPT("movl $9, %%eax\n\tboundl %%eax, exception_words");
  show("BOUND above", NULL);
}

static void software(void) {
  ATTEMPT("int3");
  show("INT3", NULL);
  ATTEMPT(".byte 0xCD, 3");
  show("INT 3", NULL);
  ATTEMPT("int $0x20 + 0x11");
  show("INT 31h", NULL);
  ATTEMPT("int $0x40");
  show("INT past the IDT's limit", NULL);
  traps_gate(0x31, CODE_0, 0, 0x0E);
  ATTEMPT("int $0x31");
  show("INT through an absent gate", NULL);
  traps_gate(0x31, CODE_0, 0, 0x8C);
  ATTEMPT("int $0x31");
  show("INT through a call gate", NULL);
  traps_gate(0x31, 0, 0, 0x8E);
  ATTEMPT("int $0x31");
  show("INT to selector 0", NULL);
  traps_gate(0x31, DATA_0, 0, 0x8E);
  ATTEMPT("int $0x31");
  show("INT to a data segment", NULL);
  traps_gate(0x31, CODE_3, 0, 0x8E);
  ATTEMPT("int $0x31");
  show("INT to an outer ring", NULL);
  traps_gate(0x31, 0xFFF8, 0, 0x8E);
  ATTEMPT("int $0x31");
  show("INT to a selector past the GDT", NULL);
  gdt_segment(TEST_0, 0, 0xFFFFF, 0x1A, SEGMENT_32 | SEGMENT_PAGES);
  traps_gate(0x31, TEST_0, 0, 0x8E);
  ATTEMPT("int $0x31");
  show("INT to an absent segment", NULL);
  /* The same by an exception: EXT is set, for the program did not ask for it. */
  traps_gate(6, TEST_0, 0, 0x8E);
  ATTEMPT("ud2");
  show("#UD to an absent segment", NULL);
  traps_gate(6, CODE_0, 0, 0x0E);
  ATTEMPT("ud2");
  show("#UD through an absent gate", NULL);
  traps_reset();
}

static void opcodes(void) {
  ATTEMPT("ud2");
  show("UD2", NULL);
  ATTEMPT(".byte 0x8D, 0xC0");
  show("LEA of a register", NULL);
  ATTEMPT(".byte 0x8E, 0xC8");
  show("MOV to CS", NULL);
  ATTEMPT(".byte 0x8E, 0xF0");
  show("MOV to segment register 6", NULL);
  ATTEMPT(".byte 0xFF, 0xE8");
  show("far JMP to a register", NULL);
  ATTEMPT(".byte 0xFF, 0xF8");
  show("FF /7", NULL);
  ATTEMPT(".byte 0xFE, 0xD0");
  show("FE /2", NULL);
  ATTEMPT(".byte 0xC6, 0xC8, 0x00");
  show("C6 /1", NULL);
  ATTEMPT(".byte 0x0F, 0x20, 0xC8");
  show("MOV from CR1", NULL);
  ATTEMPT(".byte 0x0F, 0x20, 0xE8");
  show("MOV from CR5", NULL);
  ATTEMPT(".byte 0x0F, 0x01, 0xC0 + (7 << 3)");
  show("INVLPG of a register", NULL);
  ATTEMPT(".byte 0x0F, 0x01, 0xC0 + (2 << 3) + 7");
  show("LGDT of a register", NULL);
  ATTEMPT(".fill 14, 1, 0x3E\n\tnop");
  show("an instruction of 15 bytes", NULL);
  ATTEMPT(".fill 15, 1, 0x3E\n\tnop");
  show("an instruction of 16 bytes", NULL);
  ATTEMPT("stc\n\t.byte 0xD6");
  show("D6 is SALC", "al", trap.eax & 0xFF, NULL);
}

static void selectors(void) {
  gdt_segment(TEST_0, 0, 0xFFFFF, 0x12, SEGMENT_32 | SEGMENT_PAGES); /* data, absent */
  gdt_segment(TEST_1, 0, 0xFFFFF, 0x90, SEGMENT_32 | SEGMENT_PAGES); /* data, read-only */
  gdt_segment(TEST_2, 0, 0xFFFFF, 0x98, SEGMENT_32 | SEGMENT_PAGES); /* code, execute-only */
  gdt_segment(TEST_3, 0, 0x67, 0x89, 0);                             /* TSS */
  ATTEMPT("xorl %%eax, %%eax\n\tmovl %%eax, %%ds\n\tmovl %%ds:0, %%ecx");
  show("read through a null DS", "ds", trap.ds & 0xFFFF, NULL);
  ATTEMPT("movl $3, %%eax\n\tmovl %%eax, %%fs\n\tmovl %%fs, %%ecx");
  show("null selector keeps its RPL", "ecx", trap.ecx, NULL);
  ATTEMPT("movl $0xFFF8, %%eax\n\tmovl %%eax, %%ds");
  show("DS past the GDT", NULL);
  ATTEMPT("movl $0x000C, %%eax\n\tmovl %%eax, %%es");
  show("ES in no LDT", NULL);
  ATTEMPT("movl $0x40, %%eax\n\tmovl %%eax, %%ds");
  show("DS absent", "ds", trap.ds & 0xFFFF, NULL);
  ATTEMPT("movl $0x40, %%eax\n\tmovl %%eax, %%ss");
  show("SS absent", NULL);
  ATTEMPT("movl $0x48, %%eax\n\tmovl %%eax, %%ss");
  show("SS read-only", NULL);
  ATTEMPT("xorl %%eax, %%eax\n\tmovl %%eax, %%ss");
  show("SS null", NULL);
  ATTEMPT("movl $0x13, %%eax\n\tmovl %%eax, %%ss");
  show("SS with RPL 3", NULL);
  ATTEMPT("movl $0x23, %%eax\n\tmovl %%eax, %%ss");
  show("SS with DPL 3", NULL);
  ATTEMPT("movl $0x50, %%eax\n\tmovl %%eax, %%ds");
  show("DS execute-only", NULL);
  ATTEMPT("movl $0x58, %%eax\n\tmovl %%eax, %%ds");
  show("DS of a TSS", NULL);
  ATTEMPT("pushl $0x40\n\tpopl %%fs");
  show("POP FS absent leaves ESP", "depth", recovery_esp - trap_esp, NULL);
}

static void saved_flags(void) {
  ATTEMPT("ud2");
  show("RF in the image of a fault", "rf", !!(trap.eflags & EFLAGS_RF), NULL);
  ATTEMPT("int3");
  show("RF in the image of a trap", "rf", !!(trap.eflags & EFLAGS_RF), NULL);
}

/* #AC is for ring 3 alone (SDM vol. 3, 6.15, interrupt 17). */
static void alignment(void) {
  ATTEMPT("movl %%cr0, %%eax\n\torl $1 << 18, %%eax\n\tmovl %%eax, %%cr0");
  ATTEMPT_RING3(0x40002, "movl exception_words + 1, %%eax");
  show("a misaligned dword at ring 3", NULL);
  ATTEMPT_RING3(0x40002, "movw exception_words + 1, %%ax");
  show("a misaligned word at ring 3", NULL);
  ATTEMPT_RING3(0x40002, "movb exception_words + 1, %%al");
  show("a byte at ring 3", NULL);
  ATTEMPT_RING3(0x00002, "movl exception_words + 1, %%eax");
  show("a misaligned dword at ring 3 without AC", NULL);
  ATTEMPT("pushl $0x40002\n\tpopfl\n\tmovl exception_words + 1, %%eax");
  show("a misaligned dword at ring 0", NULL);
  ATTEMPT("movl %%cr0, %%eax\n\tandl $~(1 << 18), %%eax\n\tmovl %%eax, %%cr0");
  ATTEMPT_RING3(0x40002, "movl exception_words + 1, %%eax");
  show("a misaligned dword without CR0.AM", NULL);
}

void test_exceptions(void) {
  arithmetic();
  software();
  opcodes();
  selectors();
  saved_flags();
  alignment();
}
