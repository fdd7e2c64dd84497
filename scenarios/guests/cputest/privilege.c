/* What ring 3 may not do, and what IOPL, TSD and friends allow (SDM vol. 3, 5.9). */
#include <stddef.h>

#include "areas.h"
#include "attempt.h"

uint8_t privilege_memory[16];

#define AT_RING_3(name, code)    \
  ATTEMPT_RING3(0x2, code);      \
  show(name " at ring 3", NULL)

static void privileged(void) {
  AT_RING_3("HLT", "hlt");
  AT_RING_3("CLTS", "clts");
  AT_RING_3("INVD", "invd");
  AT_RING_3("WBINVD", "wbinvd");
  AT_RING_3("INVLPG", "invlpg privilege_memory");
  AT_RING_3("LGDT", "lgdt privilege_memory");
  AT_RING_3("LIDT", "lidt privilege_memory");
  AT_RING_3("LLDT", "xorl %%eax, %%eax\n\tlldt %%ax");
  AT_RING_3("LTR", "movl $0x28, %%eax\n\tltr %%ax");
  AT_RING_3("LMSW", "smsw %%ax\n\tlmsw %%ax");
  AT_RING_3("MOV from CR0", "movl %%cr0, %%eax");
  AT_RING_3("MOV to CR3", "movl %%eax, %%cr3");
  AT_RING_3("MOV from DR7", "movl %%dr7, %%eax");
  AT_RING_3("MOV to DR6", "movl %%eax, %%dr6");
  AT_RING_3("RDMSR", "movl $0x10, %%ecx\n\trdmsr");
  AT_RING_3("WRMSR", "movl $0x10, %%ecx\n\twrmsr");
  AT_RING_3("SMSW", "smsw %%ax");
  AT_RING_3("SGDT", "sgdt privilege_memory");
  AT_RING_3("STR", "str %%ax");
  AT_RING_3("CPUID", "xorl %%eax, %%eax\n\tcpuid");
}

static void io_level(void) {
  AT_RING_3("CLI", "cli");
  AT_RING_3("STI", "sti");
  ATTEMPT_RING3(0x3002, "sti\n\tcli");
  show("STI, CLI at ring 3 with IOPL 3", NULL);
  ATTEMPT_RING3(0x2, "inb $0x80, %%al");
  show("IN at ring 3", NULL);
  ATTEMPT_RING3(0x3002, "inb $0x80, %%al");
  show("IN at ring 3 with IOPL 3", NULL);
  ATTEMPT_RING3(0x2, "outb %%al, $0x80");
  show("OUT at ring 3", NULL);
  ATTEMPT_RING3(0x2, "movl $privilege_memory, %%edi\n\tmovl $0x80, %%edx\n\tinsb");
  show("INS at ring 3", NULL);
  ATTEMPT_RING3(0x2, "pushl $0x7ED7\n\tpopfl\n\tpushfl\n\tpopl %%eax");
  show("POPF at ring 3 with IOPL 0", "eflags", trap.eax & 0x37FD7, NULL);
  ATTEMPT_RING3(0x3002, "pushl $0x4ED7\n\tpopfl\n\tpushfl\n\tpopl %%eax\n\tcli");
  show("POPF at ring 3 with IOPL 3", "eflags", trap.eax & 0x37FD7, NULL);
  ATTEMPT("pushl $0x3002\n\tpopfl\n\tpushfl\n\tpopl %%eax");
  show("POPF at ring 0", "eflags", trap.eax & 0x37FD7, NULL);
  ATTEMPT("pushl $0x3FFFFF\n\tandl $~0x100, (%%esp)\n\tandl $~0x200, (%%esp)\n\tpopfl\n\tpushfl\n\tpopl %%eax");
  show("POPF of all bits but TF and IF at ring 0", "eflags", trap.eax, NULL);
}

static void control(void) {
  ATTEMPT("movl %%cr4, %%eax\n\torl $4, %%eax\n\tmovl %%eax, %%cr4");
  AT_RING_3("RDTSC with TSD", "rdtsc");
  ATTEMPT("rdtsc");
  show("RDTSC with TSD at ring 0", NULL);
  ATTEMPT("movl %%cr4, %%eax\n\tandl $~4, %%eax\n\tmovl %%eax, %%cr4");
  AT_RING_3("RDTSC without TSD", "rdtsc");
  ATTEMPT("smsw %%ax\n\tmovl %%eax, %%ecx\n\tandl $~1, %%eax\n\tlmsw %%ax\n\tmovl %%cr0, %%eax");
  show("LMSW cannot clear PE", "pe", trap.eax & 1, NULL);
  ATTEMPT("movl %%cr0, %%eax\n\torl $0x20000000, %%eax\n\tandl $~0x40000000, %%eax\n\tmovl %%eax, %%cr0");
  show("NW without CD", NULL);
  ATTEMPT("movl %%cr0, %%eax\n\tandl $~0x60000000, %%eax\n\tmovl %%eax, %%cr0");
  ATTEMPT("movl $0xFFFFFF00, %%ecx\n\trdmsr");
  show("RDMSR of none", NULL);
  ATTEMPT("movl %%cr0, %%eax");
  show("CR0.ET", "et", trap.eax >> 4 & 1, NULL);
}

void test_privilege(void) {
  privileged();
  io_level();
  control();
}
