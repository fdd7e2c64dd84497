/* Virtual-8086 mode (SDM vol. 3, chapter 21). The program runs at 0800:0000 with its stack at 0900:0100. */
#include <stddef.h>

#include "../lib/memory.h"
#include "areas.h"
#include "attempt.h"
#include "descriptors.h"

enum { CODE = 0x8000 };

/* Copies 16-bit code to where it runs and runs it there to its first trap. */
#define PROGRAM(name, code) \
  extern const uint8_t name[], name##_end[]; \
  __asm__(".section .rodata\n\t.code16\n" #name ":\n\t" code "\n" #name "_end:\n\t.code32\n\t.text")

#define RUN_V86(eflags, name)                                                                      \
  memcpy((void *)CODE, name, (size_t)(name##_end - name));                                        \
  ATTEMPT("pushl $0xB00\n\tpushl $0xA00\n\tpushl $0x880\n\tpushl $0x800\n\tpushl $0x900\n\tpushl $0x100\n\t" \
          "pushl $" #eflags " + 0x20000\n\tpushl $0x800\n\tpushl $0\n\tmovl $0, attempt_eip\n\tmovl $0, %%eax\n\tiret")

PROGRAM(v86_nothing, "hlt");
PROGRAM(v86_registers, "movw %cs, %ax\n\tmovw %ds, %bx\n\tmovw %es, %cx\n\tmovw %fs, %dx\n\tmovw %gs, %si\n\tmovw %ss, %di\n\thlt");
PROGRAM(v86_address, "movw $0x1234, %ds:0x10\n\tmovw $0x0881, %ax\n\tmovw %ax, %es\n\tmovw %es:0, %bx\n\thlt");
PROGRAM(v86_limit, "movb %ds:0xFFFF, %al\n\tmovw %ds:0xFFFF, %ax\n\thlt");
PROGRAM(v86_stack_limit, "movw $1, %sp\n\tpushw %ax\n\thlt");
PROGRAM(v86_wide_address, "movl $0x10000, %ebx\n\tmovb (%ebx), %al\n\thlt");
PROGRAM(v86_cli, "cli");
PROGRAM(v86_sti, "sti");
PROGRAM(v86_pushf, "pushfw");
PROGRAM(v86_popf, "popfw");
PROGRAM(v86_iret, "iretw");
PROGRAM(v86_int, "int $0x31");
PROGRAM(v86_int3, "int3");
PROGRAM(v86_into, "movb $0x7F, %al\n\tincb %al\n\tinto\n\thlt");
PROGRAM(v86_lldt, "lldt %ax");
PROGRAM(v86_arpl, "arpl %ax, %ax");
PROGRAM(v86_lar, "lar %ax, %ax");
PROGRAM(v86_mov_cr, "movl %cr0, %eax");
PROGRAM(v86_smsw, "smsw %ax\n\thlt");
PROGRAM(v86_in, "inb $0x80, %al\n\thlt");
PROGRAM(v86_lgdt, "lgdt 0");
PROGRAM(v86_div, "xorw %cx, %cx\n\tdivw %cx");
PROGRAM(v86_ud, "ud2");
PROGRAM(v86_pushf_popf, "pushfw\n\tpopw %ax\n\tsti\n\tcli\n\tpushw $0x7ED7\n\tpopfw\n\tpushfw\n\tpopw %bx\n\tcli\n\thlt");
PROGRAM(v86_pushfd, "pushfl\n\tpopl %eax\n\tpushl $0x37202\n\tpopfl\n\tpushfl\n\tpopl %ebx\n\tcli\n\thlt");
PROGRAM(v86_far, "lcall $0x801, $0x0\n\thlt\n\t.org v86_far + 16\n\tpopw %ax\n\tpopw %bx\n\tmovw %cs, %cx\n\thlt");
PROGRAM(v86_iret_own, "pushfw\n\tpushw $0x801\n\tpushw $0\n\tiretw\n\t.org v86_iret_own + 16\n\tmovw %cs, %ax\n\thlt");

static void entry(void) {
  RUN_V86(0x2, v86_nothing);
  show("the frame of a trap", "cs", trap.cs & 0xFFFF, "ss", trap.outer_ss & 0xFFFF, "esp", trap.outer_esp, "ds",
       trap.v86_ds & 0xFFFF, "es", trap.v86_es & 0xFFFF, "fs", trap.v86_fs & 0xFFFF, "gs", trap.v86_gs & 0xFFFF, "vm",
       trap.eflags >> 17 & 1, NULL);
  show_values("segment registers of the handler", "ds", trap.ds & 0xFFFF, "es", trap.es & 0xFFFF, "fs", trap.fs & 0xFFFF, "gs",
              trap.gs & 0xFFFF, NULL);
  RUN_V86(0x2, v86_registers);
  show("segment registers inside", "cs", trap.eax, "ds", trap.ebx & 0xFFFF, "es", trap.ecx & 0xFFFF, "fs",
       trap.edx & 0xFFFF, "gs", trap.esi & 0xFFFF, "ss", trap.edi & 0xFFFF, NULL);
}

static void addresses(void) {
  RUN_V86(0x2, v86_address);
  show("selectors are paragraphs", "bx", trap.ebx & 0xFFFF, NULL);
  RUN_V86(0x2, v86_limit);
  show("a word across 64 KiB", NULL);
  RUN_V86(0x2, v86_stack_limit);
  show("PUSH across the top of the stack", "sp", trap.outer_esp & 0xFFFF, NULL);
  RUN_V86(0x2, v86_wide_address);
  show("an address above 64 KiB", NULL);
  RUN_V86(0x2, v86_far);
  show("far CALL", "pushed-ip", trap.eax & 0xFFFF, "pushed-cs", trap.ebx & 0xFFFF, "cs", trap.ecx & 0xFFFF, NULL);
}

static void sensitive(void) {
  RUN_V86(0x2, v86_cli);
  show("CLI", NULL);
  RUN_V86(0x2, v86_sti);
  show("STI", NULL);
  RUN_V86(0x2, v86_pushf);
  show("PUSHF", NULL);
  RUN_V86(0x2, v86_popf);
  show("POPF", NULL);
  RUN_V86(0x2, v86_iret);
  show("IRET", NULL);
  RUN_V86(0x2, v86_int);
  show("INT", NULL);
  RUN_V86(0x2, v86_int3);
  show("INT3 to a gate with DPL 0", NULL);
  RUN_V86(0x2, v86_into);
  show("INTO to a gate with DPL 0", NULL);
  traps_open(3, CODE_0);
  RUN_V86(0x2, v86_int3);
  show("INT3 to a gate with DPL 3", NULL);
  traps_reset();
  RUN_V86(0x3002, v86_int);
  show("INT with IOPL 3 to a gate with DPL 0", NULL);
  traps_open(0x31, CODE_0);
  RUN_V86(0x3002, v86_int);
  show("INT with IOPL 3 to a gate with DPL 3", NULL);
  traps_open(0x31, CODE_3);
  RUN_V86(0x3002, v86_int);
  show("INT to a handler at ring 3", NULL);
  traps_reset();
  RUN_V86(0x3002, v86_pushf_popf);
  show("flags with IOPL 3", "before", trap.eax & 0x7FD7, "after", trap.ebx & 0x7FD7, NULL);
  RUN_V86(0x3002, v86_pushfd);
  show("32-bit flags with IOPL 3", "before", trap.eax & 0x37FD7, "after", trap.ebx & 0x37FD7, NULL);
  RUN_V86(0x3002, v86_iret_own);
  show("IRET with IOPL 3 stays inside", "cs", trap.eax & 0xFFFF, "vm", trap.eflags >> 17 & 1, NULL);
}

static void others(void) {
  RUN_V86(0x2, v86_lldt);
  show("LLDT", NULL);
  RUN_V86(0x2, v86_arpl);
  show("ARPL", NULL);
  RUN_V86(0x2, v86_lar);
  show("LAR", NULL);
  RUN_V86(0x2, v86_mov_cr);
  show("MOV from CR0", NULL);
  RUN_V86(0x2, v86_lgdt);
  show("LGDT", NULL);
  RUN_V86(0x2, v86_smsw);
  show("SMSW", "pe", trap.eax & 1, NULL);
  RUN_V86(0x2, v86_div);
  show("DIV by zero", NULL);
  RUN_V86(0x2, v86_ud);
  show("UD2", NULL);
  RUN_V86(0x2, v86_in);
  show("IN without a map", NULL);
  RUN_V86(0x3002, v86_in);
  show("IN with IOPL 3: the map decides", NULL);
  main_task.tss.io_map = offsetof(struct main_task, io_map);
  main_task.io_map[0x80 / 8] = 0xFE;
  RUN_V86(0x2, v86_in);
  show("IN that the map allows", NULL);
  main_task.io_map[0x80 / 8] = 0xFF;
  main_task.tss.io_map = sizeof main_task.tss;
}

void test_v86(void) {
  entry();
  addresses();
  sensitive();
  others();
}
