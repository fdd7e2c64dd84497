/* The I/O permission map of the TSS (SDM vol. 1, 19.5.2). Port 80h is the POST code's, harmless to touch. */
#include <stddef.h>

#include "areas.h"
#include "attempt.h"
#include "descriptors.h"

static void allow(unsigned port) { main_task.io_map[port / 8] &= (uint8_t)~(1 << port % 8); }
static void forbid(unsigned port) { main_task.io_map[port / 8] |= (uint8_t)(1 << port % 8); }

void test_io_map(void) {
  main_task.tss.io_map = offsetof(struct main_task, io_map);
  ATTEMPT_RING3(0x2, "inb $0x80, %%al");
  show("a byte, bit set", NULL);
  allow(0x80);
  ATTEMPT_RING3(0x2, "inb $0x80, %%al");
  show("a byte, bit clear", NULL);
  ATTEMPT_RING3(0x2, "inw $0x80, %%ax");
  show("a word, second bit set", NULL);
  allow(0x81);
  ATTEMPT_RING3(0x2, "inw $0x80, %%ax");
  show("a word, both clear", NULL);
  ATTEMPT_RING3(0x2, "inl $0x80, %%eax");
  show("a dword, two of four clear", NULL);
  allow(0x87);
  allow(0x88);
  ATTEMPT_RING3(0x2, "inw $0x87, %%ax");
  show("a word across bytes of the map", NULL);
  forbid(0x88);
  ATTEMPT_RING3(0x2, "inw $0x87, %%ax");
  show("a word across bytes of the map, second set", NULL);
  allow(0xFFFF);
  ATTEMPT_RING3(0x2, "movl $0xFFFF, %%edx\n\tinb %%dx, %%al");
  show("the last port", NULL);
  forbid(0xFFFF);
  ATTEMPT_RING3(0x2, "movl $0x80, %%edx\n\toutsb");
  show("OUTS reads the map, too", NULL);
  ATTEMPT("inb $0x90, %%al");
  show("ring 0 needs no map", NULL);

  /* The limit of the TSS cuts the map. */
  gdt_segment(MAIN_TSS, (uint32_t)&main_task, offsetof(struct main_task, io_map) + 0x10, 0x89, 0);
  __asm__ volatile("ltr %0" : : "r"((uint16_t)MAIN_TSS));
  ATTEMPT_RING3(0x2, "inb $0x80, %%al");
  show("the second byte of the map past the limit", NULL);
  gdt_segment(MAIN_TSS, (uint32_t)&main_task, offsetof(struct main_task, io_map) + 0x11, 0x89, 0);
  __asm__ volatile("ltr %0" : : "r"((uint16_t)MAIN_TSS));
  ATTEMPT_RING3(0x2, "inb $0x80, %%al");
  show("the second byte of the map at the limit", NULL);
  ATTEMPT_RING3(0x2, "movl $0x88, %%edx\n\tinb %%dx, %%al");
  show("a port past the limit", NULL);
  gdt_main_tss(0x89);
  __asm__ volatile("ltr %0" : : "r"((uint16_t)MAIN_TSS));
  forbid(0x80);
  forbid(0x81);
  forbid(0x87);
  main_task.tss.io_map = sizeof main_task.tss;
}
