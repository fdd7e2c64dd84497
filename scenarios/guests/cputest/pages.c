#include "pages.h"

#include "descriptors.h"

enum { CR0_PG = 1 << 31, CR4_PSE = 1 << 4, IDENTITY_TABLES = 4 };

uint8_t window_memory[WINDOW_PAGES][PAGE] __attribute__((aligned(PAGE)));
uint32_t window_table[1024] __attribute__((aligned(PAGE))), page_directory[1024] __attribute__((aligned(PAGE)));
static uint32_t identity[IDENTITY_TABLES * 1024] __attribute__((aligned(PAGE)));

static void flush(void) { __asm__ volatile("movl %0, %%cr3" : : "r"(page_directory) : "memory"); }

void paging_on(void) {
  for (uint32_t page = 0; page < IDENTITY_TABLES * 1024; page++) identity[page] = page * PAGE | 7;
  for (uint32_t table = 0; table < IDENTITY_TABLES; table++) page_directory[table] = (uint32_t)&identity[table * 1024] | 7;
  window_directory(7);
  descriptors_set_cr3((uint32_t)page_directory);
  uint32_t scratch;
  __asm__ volatile("movl %%cr4, %0\n\torl %1, %0\n\tmovl %0, %%cr4" : "=&r"(scratch) : "i"(CR4_PSE));
  __asm__ volatile("movl %%cr0, %0\n\torl %1, %0\n\tmovl %0, %%cr0" : "=&r"(scratch) : "i"(CR0_PG) : "memory");
}

void paging_off(void) {
  uint32_t scratch;
  __asm__ volatile("movl %%cr0, %0\n\tandl %1, %0\n\tmovl %0, %%cr0" : "=&r"(scratch) : "i"(~CR0_PG) : "memory");
  descriptors_set_cr3(0);
}

void window_map(unsigned page, uint32_t bits) {
  window_table[page] = (uint32_t)window_memory[page] | bits;
  flush();
}

void window_directory(uint32_t bits) {
  page_directory[WINDOW >> 22] = (uint32_t)window_table | bits;
  flush();
}
