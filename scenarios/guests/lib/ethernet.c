#include "ethernet.h"

#include <stddef.h>

#include "console.h"
#include "cpu.h"
#include "memory.h"
#include "virtio.h"

enum { RECEIVE = 0, TRANSMIT = 1, FEATURE_MAC = 1 << 5, AVAIL_F_NO_INTERRUPT = 1 };
enum { HEADER_BYTES = 12 /* struct virtio_net_hdr, 5.1.6 */, BUFFER_BYTES = 2048 };

static struct virtio_device card;
static struct virtqueue receive_queue, transmit_queue;
static uint8_t receive_buffers[VIRTQ_SIZE][BUFFER_BYTES], transmit_buffers[VIRTQ_SIZE][BUFFER_BYTES];

/* Descriptor i always stands for buffer i. */
static uint16_t transmit_free[VIRTQ_SIZE], transmit_free_count;

static void (*frame_handler)(uint8_t *frame, uint32_t length);

uint8_t ethernet_address[6];

static void interrupt(void) {
  virtio_take_interrupt(&card);
  int head;
  uint32_t length;
  bool refilled = false;
  while ((head = virtq_take(&receive_queue, &length)) >= 0) {
    if (length > HEADER_BYTES) frame_handler(receive_buffers[head] + HEADER_BYTES, length - HEADER_BYTES);
    virtq_offer(&receive_queue, (uint16_t)head);
    refilled = true;
  }
  if (refilled) virtq_notify(&card, &receive_queue);
}

void ethernet_init(void (*receive)(uint8_t *frame, uint32_t length)) {
  frame_handler = receive;
  if (!virtio_open(&card, VIRTIO_ID_NET, FEATURE_MAC)) panic("no network card");
  for (unsigned i = 0; i < 6; i++) ethernet_address[i] = virtio_read8(card.device, i);
  virtio_add_queue(&card, &receive_queue, RECEIVE, VIRTQ_SIZE);
  virtio_add_queue(&card, &transmit_queue, TRANSMIT, VIRTQ_SIZE);
  for (uint16_t i = 0; i < VIRTQ_SIZE; i++) {
    receive_queue.desc[i] = (struct virtq_desc){(uint32_t)receive_buffers[i], BUFFER_BYTES, VIRTQ_DESC_F_WRITE, 0};
    transmit_queue.desc[i] = (struct virtq_desc){(uint32_t)transmit_buffers[i], 0, 0, 0};
    transmit_free[transmit_free_count++] = (uint16_t)(VIRTQ_SIZE - 1 - i);
    virtq_offer(&receive_queue, i);
  }
  ethernet_transmit_interrupts(false); /* used buffers are collected when the next one is wanted */
  virtio_start(&card, interrupt);
  virtq_notify(&card, &receive_queue);
}

uint8_t *ethernet_buffer(void) {
  for (int head; (head = virtq_take(&transmit_queue, NULL)) >= 0;) transmit_free[transmit_free_count++] = (uint16_t)head;
  if (!transmit_free_count) return NULL;
  uint8_t *buffer = transmit_buffers[transmit_free[transmit_free_count - 1]];
  memset(buffer, 0, HEADER_BYTES); /* no checksum offload, no segmentation */
  return buffer + HEADER_BYTES;
}

void ethernet_send(uint32_t length) {
  uint16_t head = transmit_free[--transmit_free_count];
  transmit_queue.desc[head].length = HEADER_BYTES + length;
  virtq_offer(&transmit_queue, head);
  virtq_notify(&card, &transmit_queue);
}

void ethernet_transmit_interrupts(bool wanted) { transmit_queue.avail.flags = wanted ? 0 : AVAIL_F_NO_INTERRUPT; }

uint16_t ethernet_delivered(void) { return receive_queue.used.index; }
