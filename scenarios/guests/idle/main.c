/* Does nothing at all, for ever: interrupts off, halted. */
#include "../lib/boot.h"
#include "../lib/console.h"

void kernel_main(uint32_t multiboot_info) {
  boot(multiboot_info);
  print("idle: ready\n");
  for (;;) __asm__ volatile("cli\n\thlt");
}
