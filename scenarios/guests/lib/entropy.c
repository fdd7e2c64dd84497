#include "entropy.h"

#include <stdbool.h>
#include <stddef.h>

#include "virtio.h"

enum { QUEUE_DESCRIPTORS = 8, BYTES = 16 };

static struct virtio_device device;
static struct virtqueue queue;
static uint8_t buffer[BYTES];
static bool present;
static void (*receiver)(const uint8_t *bytes, uint32_t count);

static void interrupt(void) {
  virtio_take_interrupt(&device);
  uint32_t length;
  if (virtq_take(&queue, &length) < 0) return;
  void (*received)(const uint8_t *bytes, uint32_t count) = receiver;
  receiver = NULL;
  received(buffer, length < BYTES ? length : BYTES);
}

void entropy_init(void) {
  present = virtio_open(&device, VIRTIO_ID_ENTROPY, 0);
  if (!present) return;
  virtio_add_queue(&device, &queue, 0, QUEUE_DESCRIPTORS);
  virtio_start(&device, interrupt);
}

void entropy_request(void (*received)(const uint8_t *bytes, uint32_t count)) {
  if (!present || receiver) return;
  receiver = received;
  queue.desc[0] = (struct virtq_desc){(uint32_t)buffer, BYTES, VIRTQ_DESC_F_WRITE, 0};
  virtq_offer(&queue, 0);
  virtq_notify(&device, &queue);
}
