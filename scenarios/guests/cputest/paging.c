/* Page faults, accessed and dirty bits, write protection, 4 MiB pages (SDM vol. 3, chapter 4). */
#include <stddef.h>

#include "../lib/memory.h"
#include "areas.h"
#include "attempt.h"
#include "pages.h"

enum { RW = PTE_PRESENT | PTE_WRITE | PTE_USER, RO = PTE_PRESENT | PTE_USER, SUPERVISOR = PTE_PRESENT | PTE_WRITE };

#define READ "movl 0x40000010, %%eax"
#define WRITE "movl %%eax, 0x40000010"

static uint32_t bits(uint32_t entry) { return entry & 0xFF; }

#define CR2 (trap.vector == 14 ? trap_cr2 : 0)
#define SHOW_FAULT(check) show(check, "cr2", CR2, NULL)

static void rights(void) {
  window_map(0, 0);
  ATTEMPT(READ);
  SHOW_FAULT("read of an absent page");
  ATTEMPT(WRITE);
  SHOW_FAULT("write of an absent page");
  ATTEMPT_RING3(0x2, READ);
  SHOW_FAULT("read of an absent page at ring 3");
  ATTEMPT_RING3(0x2, WRITE);
  SHOW_FAULT("write of an absent page at ring 3");
  window_map(0, SUPERVISOR);
  ATTEMPT_RING3(0x2, READ);
  SHOW_FAULT("read of a supervisor's page at ring 3");
  ATTEMPT_RING3(0x2, WRITE);
  SHOW_FAULT("write of a supervisor's page at ring 3");
  ATTEMPT(WRITE);
  SHOW_FAULT("write of a supervisor's page");
  window_map(0, RO);
  ATTEMPT_RING3(0x2, READ);
  SHOW_FAULT("read of a read-only page at ring 3");
  ATTEMPT_RING3(0x2, WRITE);
  SHOW_FAULT("write of a read-only page at ring 3");
  ATTEMPT_RING3(0x2, "xorl %%eax, %%eax\n\tmovl $1, %%ecx\n\tcmpxchgl %%ecx, 0x40000010");
  SHOW_FAULT("CMPXCHG of a read-only page at ring 3");
  ATTEMPT(WRITE);
  SHOW_FAULT("write of a read-only page at ring 0 without WP");
  ATTEMPT("movl %%cr0, %%ecx\n\torl $0x10000, %%ecx\n\tmovl %%ecx, %%cr0\n\t" WRITE);
  SHOW_FAULT("write of a read-only page at ring 0 with WP");
  ATTEMPT(READ);
  SHOW_FAULT("read of a read-only page at ring 0 with WP");
  ATTEMPT("movl %%cr0, %%ecx\n\tandl $~0x10000, %%ecx\n\tmovl %%ecx, %%cr0");
  window_map(0, RW);
  window_directory(RO);
  ATTEMPT_RING3(0x2, WRITE);
  SHOW_FAULT("write where the directory is read-only at ring 3");
  window_directory(SUPERVISOR);
  ATTEMPT_RING3(0x2, READ);
  SHOW_FAULT("read where the directory is the supervisor's at ring 3");
  window_directory(0);
  ATTEMPT(WRITE);
  SHOW_FAULT("write where the directory entry is absent");
  window_directory(RW);
}

static void marks(void) {
  window_map(0, RW);
  window_directory(RW);
  ATTEMPT(READ);
  show("accessed by a read", "pte", bits(window_table[0]), "pde", bits(page_directory[WINDOW >> 22]), NULL);
  ATTEMPT(WRITE);
  show("dirty by a write", "pte", bits(window_table[0]), "pde", bits(page_directory[WINDOW >> 22]), NULL);
  window_map(0, RW);
  ATTEMPT("movl $1, %%eax\n\tmovl $2, %%ecx\n\tlock cmpxchgl %%ecx, 0x40000FF0");
  show("dirty by a CMPXCHG that fails", "pte", bits(window_table[0]), NULL);
  window_map(0, RO);
  ATTEMPT_RING3(0x2, WRITE);
  show("not dirty by a write that faults", "dirty", !!(window_table[0] & PTE_DIRTY), NULL);
  window_map(0, RW);
  window_map(1, RW);
  ATTEMPT("movl %%eax, 0x40000FFE");
  show("dirty across two pages", "first", bits(window_table[0]), "second", bits(window_table[1]), NULL);
  window_map(0, RW);
  ATTEMPT(READ "\n\t" WRITE);
  show("dirty after an earlier read", "pte", bits(window_table[0]), NULL);
}

static void crossings(void) {
  window_map(0, RW);
  window_map(1, 0);
  memset(window_memory, 0x11, sizeof window_memory);
  ATTEMPT("movl 0x40000FFE, %%eax");
  SHOW_FAULT("read across, second page absent");
  ATTEMPT("movl $0x22222222, %%eax\n\tmovl %%eax, 0x40000FFE");
  show("write across, second page absent", "cr2", CR2, "first-page", window_memory[0][PAGE - 1], NULL);
  ATTEMPT("movl $0x22222222, %%eax\n\taddl %%eax, 0x40000FFD");
  show_values("ADD across, second page absent", "vector", trap.vector, "cr2", CR2, "first-page", window_memory[0][PAGE - 1], NULL);
  window_map(0, 0);
  window_map(1, RW);
  ATTEMPT("movl 0x40000FFE, %%eax");
  SHOW_FAULT("read across, first page absent");
  window_map(0, RW);
  window_map(1, 0);
  /* mov eax, imm32 whose last bytes are on the absent page */
  memcpy(&window_memory[0][PAGE - 3], (const uint8_t[]){0xB8, 1, 2}, 3);
  ATTEMPT("movl $0x40000FFD, %%eax\n\tjmp *%%eax");
  show("an instruction across, second page absent", "cr2", CR2, "eip", trap.eip, NULL);
  ATTEMPT("movl $0x40001000, %%eax\n\tjmp *%%eax");
  show("JMP to an absent page", "cr2", CR2, "eip", trap.eip, NULL);
  ATTEMPT_RING3(0x2, "movl $0x40001000, %%eax\n\tcall *%%eax");
  show("CALL of an absent page at ring 3", "cr2", CR2, "eip", trap.eip, NULL);
}

/* PUSH, CALL and the like leave ESP alone when the write faults. The trap comes from ring 3, so it has a stack. */
static void stacks(void) {
  window_map(0, RO);
  window_map(1, RW);
  ATTEMPT_RING3(0x2, "movl $0x40001000, %%esp\n\tpushl $1");
  show("PUSH to a read-only page", "esp", trap_esp, "cr2", CR2, NULL);
  ATTEMPT_RING3(0x2, "movl $0x40001000, %%esp\n\tcall 1f\n1:");
  show("CALL with the stack read-only", "esp", trap_esp, "cr2", CR2, NULL);
  ATTEMPT_RING3(0x2, "movl $0x40001010, %%esp\n\tpusha");
  show("PUSHA across, second page read-only", "esp", trap_esp, "cr2-page", CR2 / PAGE, NULL);
  ATTEMPT_RING3(0x2, "movl $0x40001004, %%esp\n\tmovl $0x5A, %%ebp\n\tenter $16, $0");
  show("ENTER across, the frame's end read-only", "esp", trap_esp, "ebp", trap.ebp, "cr2", CR2, NULL);
  window_map(0, 0);
  ATTEMPT_RING3(0x2, "movl $0x40000FFC, %%ebp\n\tmovl %%esp, %%ebx\n\tleave");
  show("LEAVE from an absent page", "esp-moved", trap_esp - trap.ebx, "ebp", trap.ebp, NULL);
  ATTEMPT_RING3(0x2, "movl $0x40000FFC, %%esp\n\tret");
  show("RET from an absent page", "esp", trap_esp, NULL);
  window_map(1, RW);
  ATTEMPT_RING3(0x2, "movl $0x40001000, %%esp\n\tpopl 0x40000100");
  show("POP to an absent page", "esp", trap_esp, "cr2", CR2, NULL);
}

static void large(void) {
  uint32_t *entry = &page_directory[LARGE_WINDOW >> 22];
  *entry = RW | PTE_LARGE; /* physical 0 */
  ATTEMPT("movl 0x40500000, %%eax\n\tmovl 0x100000, %%ecx");
  show("4 MiB page: read", "same", trap.eax == trap.ecx, "pde", bits(*entry), NULL);
  ATTEMPT("movl $0x600D, 0x40409000\n\tmovl 0x9000, %%ecx");
  show("4 MiB page: write", "ecx", trap.ecx, "pde", bits(*entry), NULL);
  *entry = PTE_PRESENT | PTE_WRITE | PTE_LARGE;
  ATTEMPT_RING3(0x2, "movl 0x40500000, %%eax");
  SHOW_FAULT("4 MiB page: the supervisor's at ring 3");
  *entry = RO | PTE_LARGE;
  ATTEMPT("movl %%cr3, %%eax\n\tmovl %%eax, %%cr3");
  ATTEMPT_RING3(0x2, "movl %%eax, 0x40500000");
  SHOW_FAULT("4 MiB page: read-only at ring 3");
  *entry = RW | PTE_LARGE | 1 << 21;
  ATTEMPT("movl %%cr3, %%eax\n\tmovl %%eax, %%cr3");
  ATTEMPT("movl 0x40500000, %%eax");
  SHOW_FAULT("4 MiB page: a reserved bit");
  ATTEMPT_RING3(0x2, "movl %%eax, 0x40500000");
  SHOW_FAULT("4 MiB page: a reserved bit, write at ring 3");
  *entry = 0;
}

static void translations(void) {
  window_map(0, RW);
  memset(window_memory[0], 0xAA, PAGE);
  memset(window_memory[1], 0xBB, PAGE);
  ATTEMPT("movl 0x40000000, %%eax\n\torl $0, window_table\n\tmovl $window_memory + 4096 + 7, window_table\n\t"
          "invlpg 0x40000000\n\tmovl 0x40000000, %%ecx");
  show("INVLPG", "before", trap.eax, "after", trap.ecx, NULL);
  ATTEMPT("movl $window_memory + 7, window_table\n\tmovl %%cr3, %%eax\n\tmovl %%eax, %%cr3\n\tmovl 0x40000000, %%ecx");
  show("MOV to CR3", "after", trap.ecx, NULL);
  ATTEMPT("movl $0, window_table\n\tinvlpg 0x40000000\n\tmovl 0x40000000, %%ecx");
  SHOW_FAULT("INVLPG of what is now absent");
  ATTEMPT("movl $window_memory + 7, window_table\n\tmovl 0x40000000, %%ecx");
  show("what was absent needs no INVLPG", "ecx", trap.ecx, NULL);
}

void test_paging(void) {
  paging_on();
  rights();
  marks();
  crossings();
  stacks();
  large();
  translations();
  paging_off();
}
