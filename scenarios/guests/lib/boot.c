#include "boot.h"

#include "command-line.h"
#include "console.h"
#include "interrupts.h"
#include "timer.h"

enum { DEFAULT_HZ = 20, DEFAULT_IP = 10 << 24 | 2 };

void boot(uint32_t multiboot_info) {
  console_init();
  command_line_init(multiboot_info);
  interrupts_init();
}

uint32_t boot_service(uint16_t port, void (*receive)(const struct endpoint *from, const uint8_t *payload, uint32_t length),
                      void (*on_tick)(void)) {
  timer_init(option_number("hz", DEFAULT_HZ), on_tick);
  uint32_t ip = option_ip("ip", DEFAULT_IP);
  udp_init(ip, port, receive);
  return ip;
}
