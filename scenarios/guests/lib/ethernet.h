/* The network card (virtio-net): whole Ethernet frames, one buffer each. */
#pragma once
#include <stdint.h>

enum { ETHERNET_FRAME_MAX = 1514 };

extern uint8_t ethernet_address[6];

/* receive gets every frame that arrives, from the interrupt handler; the bytes are its own until it returns. */
void ethernet_init(void (*receive)(uint8_t *frame, uint32_t length));

/* A buffer for a frame, or NULL where all are on their way. At most one at a time; then ethernet_send. */
uint8_t *ethernet_buffer(void);

/* Sends the buffer's first bytes. */
void ethernet_send(uint32_t length);
