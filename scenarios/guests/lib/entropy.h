/* The entropy device (virtio-rng), where there is one. */
#pragma once
#include <stdint.h>

void entropy_init(void);

/* Asks for a few random bytes; received runs in the interrupt handler. Nothing happens without a device, or while an
   earlier request is open. Call with interrupts off. */
void entropy_request(void (*received)(const uint8_t *bytes, uint32_t count));
