/* Paging for the areas that need it: memory mapped to itself, and a window of a few pages at WINDOW to play with. */
#pragma once
#include <stdint.h>

enum { PAGE = 4096, WINDOW_PAGES = 4, LARGE_WINDOW = 0x40400000 };
#define WINDOW 0x40000000u

enum { PTE_PRESENT = 1, PTE_WRITE = 2, PTE_USER = 4, PTE_ACCESSED = 0x20, PTE_DIRTY = 0x40, PTE_LARGE = 0x80 };

/* The physical pages behind the window. */
extern uint8_t window_memory[WINDOW_PAGES][PAGE];
extern uint32_t window_table[1024], page_directory[1024];

/* Paging on (with 4 MiB pages) and off again. */
void paging_on(void);
void paging_off(void);

/* Gives a page of the window these PTE_ bits, and the window's directory entry others than all. */
void window_map(unsigned page, uint32_t bits);
void window_directory(uint32_t bits);
