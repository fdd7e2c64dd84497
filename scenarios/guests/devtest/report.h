/* Lines of the report: "AREA/CHECK: NAME=VALUE ..." with hexadecimal values. Only what every machine of this kind must
   show alike is printed: no times, no addresses. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

void area(const char *name);

/* Pairs of a name and a number, up to NULL. */
void show(const char *check, ...);

/* How often each IRQ came, and what the in-service registers said in the handler of the last (slave's in the high byte). */
extern volatile uint32_t irq_counts[16];
extern volatile uint32_t irq_in_service;

/* Where false the handlers leave the end of interrupt to the test. */
extern bool irq_end;

/* Lets interrupts in for a few instructions. */
void irq_window(void);

/* Waits for a time that no machine exceeds: about so many milliseconds, by the 8254's counter 2. */
void wait_ms(uint32_t ms);

void test_pic(void);
void test_pit(void);
void test_rtc(void);
void test_uart(void);
void test_pci(void);
void test_virtio(void);
