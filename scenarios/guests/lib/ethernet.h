/* The network card (virtio-net): whole Ethernet frames, one buffer each. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum { ETHERNET_FRAME_MAX = 1514 };

extern uint8_t ethernet_address[6];

/* receive gets every frame that arrives, from the interrupt handler; the bytes are its own until it returns. */
void ethernet_init(void (*receive)(uint8_t *frame, uint32_t length));

/* A buffer for a frame, or NULL where all are on their way. At most one at a time; then ethernet_send. */
uint8_t *ethernet_buffer(void);

/* Whether the card tells by an interrupt when a frame has gone. Off at first. */
void ethernet_transmit_interrupts(bool wanted);

/* How many frames the card has delivered, as the ring says, read or not. */
uint16_t ethernet_delivered(void);

/* Sends the buffer's first bytes. */
void ethernet_send(uint32_t length);
