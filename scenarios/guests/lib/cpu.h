/* The instructions that C has no words for. */
#pragma once
#include <stdint.h>

static inline uint8_t in8(uint16_t port) {
  uint8_t value;
  __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
  return value;
}

static inline uint16_t in16(uint16_t port) {
  uint16_t value;
  __asm__ volatile("inw %1, %0" : "=a"(value) : "Nd"(port));
  return value;
}

static inline uint32_t in32(uint16_t port) {
  uint32_t value;
  __asm__ volatile("inl %1, %0" : "=a"(value) : "Nd"(port));
  return value;
}

static inline void out8(uint16_t port, uint8_t value) { __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port)); }
static inline void out16(uint16_t port, uint16_t value) { __asm__ volatile("outw %0, %1" : : "a"(value), "Nd"(port)); }
static inline void out32(uint16_t port, uint32_t value) { __asm__ volatile("outl %0, %1" : : "a"(value), "Nd"(port)); }

static inline uint64_t read_tsc(void) {
  uint64_t value;
  __asm__ volatile("rdtsc" : "=A"(value));
  return value;
}

static inline void interrupts_off(void) { __asm__ volatile("cli" : : : "memory"); }
static inline void interrupts_on(void) { __asm__ volatile("sti" : : : "memory"); }

/* Sleeps until the next interrupt has been served. STI takes effect after HLT has begun, so none is missed
   (SDM vol. 2, STI). */
static inline void wait_for_interrupt(void) { __asm__ volatile("sti\n\thlt" : : : "memory"); }

static inline void compiler_barrier(void) { __asm__ volatile("" : : : "memory"); }
