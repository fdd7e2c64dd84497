/* What a second exception makes of a first (SDM vol. 3, table 6-5). The triple fault would end the machine. */
#include <stddef.h>

#include "areas.h"
#include "attempt.h"
#include "descriptors.h"
#include "pages.h"

static void contributory(void) {
  traps_gate(13, CODE_0, 0, 0x0E);
  ATTEMPT("movl $0xFFF8, %%eax\n\tmovl %%eax, %%ds");
  show("#GP, then #NP", NULL);
  traps_reset();
  traps_gate(13, 0xFFF8, 0, 0x8E);
  ATTEMPT("movl $0xFFF8, %%eax\n\tmovl %%eax, %%ds");
  show("#GP, then #GP", NULL);
  traps_reset();
  traps_gate(0, CODE_0, 0, 0x0E);
  ATTEMPT("xorl %%ecx, %%ecx\n\tdivl %%ecx");
  show("#DE, then #NP", NULL);
  traps_reset();
  traps_gate(3, CODE_0, 0, 0x0E);
  ATTEMPT("int3");
  show("#BP, then #NP", NULL);
  traps_reset();
  gdt_segment(TEST_0, 0, 0x7FFF, 0x92, SEGMENT_32);
  ATTEMPT("movl $0x40, %%eax\n\tmovl %%eax, %%ss\n\tmovl $0x9000, %%esp\n\tpushl $0");
  show("#SS, then #SS", NULL);
}

static void page_faults(void) {
  uint32_t esp0 = main_task.tss.esp0;
  paging_on();
  window_map(0, 0);
  traps_gate(14, CODE_0, 0, 0x0E);
  ATTEMPT("movl 0x40000000, %%eax");
  show("#PF, then #NP", NULL);
  traps_reset();
  ATTEMPT("movl $0x40001000, %%esp\n\tpushl $0");
  show("#PF, then #PF", "esp", trap_esp, NULL);
  main_task.tss.esp0 = WINDOW + PAGE;
  ATTEMPT_RING3(0x2, "movl 0x40000000, %%eax");
  show("#PF, then #PF, from ring 3", NULL);
  traps_to_task(14);
  ATTEMPT_RING3(0x2, "hlt");
  show("#GP, then #PF", NULL);
  ATTEMPT_RING3(0x2, "ud2");
  show("#UD, then #PF", NULL);
  ATTEMPT_RING3(0x2, "int $0x30");
  show("INT, then #PF", NULL);
  traps_reset();
  main_task.tss.esp0 = esp0;
  paging_off();
}

void test_double(void) {
  contributory();
  page_faults();
}
