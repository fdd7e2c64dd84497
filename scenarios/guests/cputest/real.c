/* Real mode, and the ways there and back (SDM vol. 3, chapter 20 and 9.9). */
#include <stddef.h>

#include "../lib/memory.h"
#include "areas.h"
#include "attempt.h"
#include "descriptors.h"

enum { CODE = 0x8000, RESULTS = 0x7000, RESULT_WORDS = 48, VECTORS = 16 };

/* Filled by the program at 0700:0000: how many, then words. */
static uint16_t *const results = (uint16_t *)RESULTS;

extern const uint8_t real_program[], real_program_end[];

/* Runs at 0800:0000. Each note is two words: an interrupt's vector and where it came from, or a name and a value. */
__asm__(
    "  .section .rodata\n"
    "  .code16\n"
    "real_program:\n"
    "  movl %cr0, %eax\n"
    "  andb $0xFE, %al\n"
    "  movl %eax, %cr0\n"
    "  ljmp $0x800, $(1f - real_program)\n"
    "1:\n"
    "  movw $0x900, %ax\n"
    "  movw %ax, %ss\n"
    "  movw $0x100, %sp\n"
    "  movw $0x880, %ax\n"
    "  movw %ax, %ds\n"
    "  movw %ax, %es\n"
    "  movw $0x700, %ax\n"
    "  movw %ax, %fs\n"
    "  movw $2, %di\n"
    /* SMSW: PE is off. */
    "  smsw %cx\n"
    "  andw $1, %cx\n"
    "  movw $0xA0, %ax\n"
    "  call note\n"
    /* Selectors are paragraphs. */
    "  movw $0x1234, %ds:0x20\n"
    "  movw $0x881, %ax\n"
    "  movw %ax, %es\n"
    "  movw %es:0x10, %cx\n"
    "  movw $0xA1, %ax\n"
    "  call note\n"
    /* INT pushes flags, CS, IP; IF and TF are off in the handler, and back after IRET. */
    "  stc\n"
    "  int $9\n"
    "  setc %cl\n"
    "  movb $0, %ch\n"
    "  movw $0xA2, %ax\n"
    "  call note\n"
    /* Faults come back to the instruction; the handler below skips what CX says. */
    "  xorw %bx, %bx\n"
    "  movw $2, %bp\n"
    "  divw %bx\n"
    "  movw $2, %bp\n"
    "  ud2\n"
    "  movw $3, %bp\n"
    "  .byte 0x0F, 0x00, 0xD0\n" /* LLDT AX: not in real mode */
    "  movw $2, %bp\n"
    "  .byte 0x63, 0xC0\n" /* ARPL */
    "  movw $2, %bp\n"
    "  .byte 0xF0, 0x90\n" /* LOCK NOP */
    "  movw $5, %bp\n"
    "  boundw %bx, %cs:(bounds - real_program)\n"
    "  movw $3, %bp\n"
    "  movw %ds:0xFFFF, %ax\n" /* a word across the limit: #GP */
    "  movw $3, %bp\n"
    "  movw $0xFFFF, %bx\n"
    "  movw %ss:(%bx), %ax\n" /* #SS */
    /* With A20 open FFFF:0010 is the first byte after 1 MiB. */
    "  movw $0xFFFF, %ax\n"
    "  movw %ax, %es\n"
    "  movw %es:0x10, %cx\n"
    "  movw $0xA3, %ax\n"
    "  call note\n"
    /* 32-bit operands and addresses. */
    "  movl $0x8820, %ebx\n"
    "  movw $0, %ax\n"
    "  movw %ax, %es\n"
    "  movw %es:(%ebx), %cx\n"
    "  movw $0xA4, %ax\n"
    "  call note\n"
    "  movw %di, %fs:0\n"
    "  movl %cr0, %eax\n"
    "  orb $1, %al\n"
    "  movl %eax, %cr0\n"
    "  ljmpl $0x08, $real_back\n"
    "note:\n"
    "  movw %ax, %fs:(%di)\n"
    "  movw %cx, %fs:2(%di)\n"
    "  addw $4, %di\n"
    "  ret\n"
    "bounds: .word 1, 2\n"
    "  .balign 16\n"
    /* Vector n comes to entries + 8 n. */
    "entries:\n"
    "  .set n, 0\n"
    "  .rept 16\n"
    "  .balign 8\n"
    "  pushw $n\n"
    "  jmp handler\n"
    "  .set n, n + 1\n"
    "  .endr\n"
    "handler:\n"
    "  movw %bp, %dx\n"
    "  movw %sp, %bp\n"
    "  movw (%bp), %ax\n"
    "  movw %ax, %fs:(%di)\n"
    "  movw 2(%bp), %cx\n"
    "  movw %cx, %fs:2(%di)\n"
    "  addw $4, %di\n"
    "  cmpw $9, %ax\n"
    "  je 1f\n"
    "  addw %dx, 2(%bp)\n"
    "1:\n"
    "  movw %dx, %bp\n"
    "  addw $2, %sp\n"
    "  iretw\n"
    "real_program_end:\n"
    "  .code32\n"
    "  .balign 2\n"
    "real_entries: .word entries - real_program\n"
    "  .text\n"
    "real_back:\n"
    "  movl $0x10, %eax\n"
    "  movl %eax, %ds\n"
    "  movl %eax, %ss\n"
    "  movl recovery_esp, %esp\n"
    "  lidt real_idt\n"
    "  int $0x30");
extern const uint16_t real_entries;
struct table_pointer real_idt, real_ivt = {0x3FF, 0};

void test_real(void) {
  uint32_t saved[VECTORS];
  volatile uint32_t *ivt = (volatile uint32_t *)0;
  __asm__("" : "+r"(ivt)); /* address 0 is a place like any other here */
  memcpy((void *)CODE, real_program, (size_t)(real_program_end - real_program));
  memset(results, 0, RESULT_WORDS * 2);
  for (unsigned vector = 0; vector < VECTORS; vector++) {
    saved[vector] = ivt[vector];
    ivt[vector] = 0x800u << 16 | (real_entries + 8 * vector);
  }
  gdt_segment(TEST_0, CODE, 0xFFFF, 0x9A, SEGMENT_16);
  gdt_segment(TEST_1, CODE, 0xFFFF, 0x92, SEGMENT_16);
  __asm__ volatile("sidt real_idt");
  ATTEMPT("movl $0x48, %%eax\n\tmovl %%eax, %%ds\n\tmovl %%eax, %%es\n\tmovl %%eax, %%fs\n\tmovl %%eax, %%gs\n\tmovl %%eax, %%ss\n\t"
          "lidt %%cs:real_ivt\n\tljmp $0x40, $0");
  for (unsigned vector = 0; vector < VECTORS; vector++) ivt[vector] = saved[vector];
  uint32_t numbers[RESULT_WORDS];
  unsigned count = results[0] < 2 ? 0 : (results[0] - 2u) / 2;
  if (count > RESULT_WORDS - 1) count = RESULT_WORDS - 1;
  for (unsigned i = 0; i < count; i++) numbers[i] = results[i + 1];
  show_list("there and back", numbers, count);
}
