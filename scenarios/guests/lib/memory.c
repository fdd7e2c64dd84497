#include "memory.h"

#include <stdint.h>

void *memcpy(void *to, const void *from, size_t count) {
  void *result = to;
  size_t dwords = count / 4, bytes = count % 4;
  __asm__ volatile("rep movsl\n\tmovl %3, %2\n\trep movsb" : "+D"(to), "+S"(from), "+c"(dwords) : "r"(bytes) : "memory");
  return result;
}

void *memmove(void *to, const void *from, size_t count) {
  if ((uintptr_t)to - (uintptr_t)from >= count) return memcpy(to, from, count);
  uint8_t *last_to = (uint8_t *)to + count - 1;
  const uint8_t *last_from = (const uint8_t *)from + count - 1;
  __asm__ volatile("std\n\trep movsb\n\tcld" : "+D"(last_to), "+S"(last_from), "+c"(count) : : "memory");
  return to;
}

void *memset(void *to, int byte, size_t count) {
  void *result = to;
  size_t dwords = count / 4, bytes = count % 4;
  __asm__ volatile("rep stosl\n\tmovl %2, %1\n\trep stosb"
                   : "+D"(to), "+c"(dwords)
                   : "r"(bytes), "a"((uint8_t)byte * 0x01010101u)
                   : "memory");
  return result;
}

int memcmp(const void *left, const void *right, size_t count) {
  const uint8_t *a = left, *b = right;
  for (; count; a++, b++, count--)
    if (*a != *b) return *a - *b;
  return 0;
}
