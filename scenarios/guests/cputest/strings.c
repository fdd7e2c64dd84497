/* String instructions that are interrupted by page faults go on where they were (SDM vol. 2, REP). */
#include <stddef.h>

#include "../lib/memory.h"
#include "areas.h"
#include "attempt.h"
#include "pages.h"

enum { RW = PTE_PRESENT | PTE_WRITE | PTE_USER };

/* State at the first page fault, and how many there were. */
static struct trap first;
static uint32_t faults, first_cr2;

/* Maps the page that is missing and goes on. */
static bool map_page(struct trap *frame) {
  uint32_t cr2;
  __asm__ volatile("movl %%cr2, %0" : "=r"(cr2));
  if (frame->vector != 14 || cr2 - WINDOW >= WINDOW_PAGES * PAGE) return false;
  if (!faults++) {
    first = *frame;
    first_cr2 = cr2;
  }
  window_map((cr2 - WINDOW) / PAGE, RW);
  return true;
}

static void prepare(void) {
  for (unsigned page = 0; page < WINDOW_PAGES; page++) window_map(page, 0);
  window_map(0, RW);
  for (unsigned i = 0; i < sizeof window_memory; i++) ((uint8_t *)window_memory)[i] = (uint8_t)(i * 7 + i / 256);
  faults = 0;
  first = (struct trap){0};
  first_cr2 = 0;
  trap_hook = map_page;
}

static uint32_t sum(void) {
  uint32_t total = 0;
  for (unsigned i = 0; i < sizeof window_memory; i++) total = total * 31 + ((uint8_t *)window_memory)[i];
  return total;
}

static void show_run(const char *check, const char *after) {
  show(check, "faults", faults, "at", faults ? first.eip - attempt_eip : 0, "error", first.error, "cr2", first_cr2, "ecx", first.ecx, "esi",
       first.esi, "edi", first.edi, NULL);
  show_values(after, "ecx", trap.ecx, "esi", trap.esi, "edi", trap.edi, "flags", trap.eflags & 0xCD5, "sum", sum(), NULL);
}

#define SHOW_RUN(check) show_run(check, check ", after")

static void restarts(void) {
  prepare();
  ATTEMPT("movl $0x40000F00, %%esi\n\tmovl $0x40002F80, %%edi\n\tmovl $0x200, %%ecx\n\tcmpl %%eax, %%eax\n\trep movsb");
  SHOW_RUN("REP MOVSB across three missing pages");
  prepare();
  ATTEMPT("movl $0x40000100, %%esi\n\tmovl $0x40001FFE, %%edi\n\tmovl $4, %%ecx\n\tcmpl %%eax, %%eax\n\trep movsl");
  SHOW_RUN("REP MOVSD, a dword across missing pages");
  prepare();
  ATTEMPT("movl $0x40000100, %%esi\n\tmovl $0x40001004, %%edi\n\tmovl $4, %%ecx\n\tcmpl %%eax, %%eax\n\tstd\n\trep movsl");
  SHOW_RUN("REP MOVSD downwards");
  prepare();
  ATTEMPT("movl $0x11223344, %%eax\n\tmovl $0x40000FF0, %%edi\n\tmovl $0x20, %%ecx\n\tcmpl %%eax, %%eax\n\trep stosw");
  SHOW_RUN("REP STOSW into a missing page");
  prepare();
  ATTEMPT("movl $0x40000FFC, %%esi\n\tmovl $2, %%ecx\n\tcmpl %%eax, %%eax\n\trep lodsl");
  SHOW_RUN("REP LODSD from a missing page");
  prepare();
  ATTEMPT("movl $0x40000000, %%esi\n\tmovl $0x40001000, %%edi\n\tmovl $0x10, %%ecx\n\trepe cmpsb");
  SHOW_RUN("REPE CMPSB with a missing page");
  prepare();
  ATTEMPT("movb $0x5A, %%al\n\tmovl $0x40000FE0, %%edi\n\tmovl $0x1000, %%ecx\n\trepne scasb");
  SHOW_RUN("REPNE SCASB into a missing page");
  prepare();
  ATTEMPT("movl $0x80, %%edx\n\tmovl $0x40001000, %%edi\n\tmovl $2, %%ecx\n\tcmpl %%eax, %%eax\n\trep insb");
  window_memory[1][0] = window_memory[1][1] = 0;
  SHOW_RUN("REP INSB into a missing page");
}

static void counts(void) {
  prepare();
  ATTEMPT("movl $0x40001000, %%edi\n\txorl %%ecx, %%ecx\n\tcmpl %%eax, %%eax\n\trep stosb");
  SHOW_RUN("REP with ECX 0 touches nothing");
  prepare();
  ATTEMPT("movl $0x40000100, %%esi\n\tmovl $0x40000101, %%edi\n\tmovl $0x10, %%ecx\n\tcmpl %%eax, %%eax\n\trep movsb");
  SHOW_RUN("REP MOVSB onto itself");
  prepare();
  ATTEMPT("movl $0x77778FFE, %%esi\n\tmovl $0x77779FFF, %%edi\n\tmovl $0x55550003, %%ecx\n\tcmpl %%eax, %%eax\n\taddr16 rep movsb");
  SHOW_RUN("16-bit addresses leave the upper halves");
  prepare();
  ATTEMPT("movl $0x7777FFFF, %%esi\n\tmovl $0x55550002, %%ecx\n\tcmpl %%eax, %%eax\n\taddr16 rep lodsb");
  SHOW_RUN("16-bit addresses wrap");
  prepare();
  ATTEMPT("movl $0x40000000, %%esi\n\tmovl $0x40000000, %%edi\n\tmovl $0x10, %%ecx\n\trepne cmpsb");
  SHOW_RUN("REPNE CMPSB stops at once");
}

void test_strings(void) {
  paging_on();
  restarts();
  counts();
  paging_off();
}
