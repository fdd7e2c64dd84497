/* What every guest begins with. */
#pragma once
#include "udp.h"

/* The program's entry, with interrupts off. */
void kernel_main(uint32_t multiboot_info);

/* Console, command line, interrupts. */
void boot(uint32_t multiboot_info);

/* Timer at option hz (20), then UDP on option ip (10.0.0.2), which it returns. on_tick may be NULL. */
uint32_t boot_service(uint16_t port, void (*receive)(const struct endpoint *from, const uint8_t *payload, uint32_t length),
                      void (*on_tick)(void));
