#include "disk.h"

#include <stddef.h>

#include "console.h"
#include "virtio.h"

enum { FEATURE_FLUSH = 1 << 9, STATUS_OK = 0, PARTS = 3 /* header, data, status */ };

/* Operation i has descriptors 3i to 3i + 2. */
static struct operation {
  struct {
    uint32_t type, reserved;
    uint64_t sector;
  } header;
  volatile uint8_t status;
  bool busy;
  disk_done done;
  uint32_t context;
} operations[DISK_OPERATIONS];

static struct virtio_device device;
static struct virtqueue queue;

static void interrupt(void) {
  virtio_take_interrupt(&device);
  for (int head; (head = virtq_take(&queue, NULL)) >= 0;) {
    struct operation *operation = &operations[head / PARTS];
    operation->busy = false;
    operation->done(operation->context, operation->status == STATUS_OK);
  }
}

uint32_t disk_init(void) {
  if (!virtio_open(&device, VIRTIO_ID_BLOCK, FEATURE_FLUSH)) panic("no disk");
  virtio_add_queue(&device, &queue, 0, VIRTQ_SIZE);
  virtio_start(&device, interrupt);
  return virtio_read32(device.device, 0);
}

bool disk_start(enum disk_type type, uint32_t sector, void *buffer, uint32_t byte_count, disk_done done, uint32_t context) {
  uint16_t i = 0;
  while (i < DISK_OPERATIONS && operations[i].busy) i++;
  if (i == DISK_OPERATIONS) return false;
  struct operation *operation = &operations[i];
  *operation = (struct operation){.header = {type, 0, sector}, .busy = true, .done = done, .context = context};
  uint16_t head = (uint16_t)(i * PARTS), data = head + 1, status = head + 2;
  queue.desc[head] = (struct virtq_desc){(uint32_t)&operation->header, sizeof operation->header, VIRTQ_DESC_F_NEXT,
                                         type == DISK_FLUSH ? status : data};
  queue.desc[data] = (struct virtq_desc){(uint32_t)buffer, byte_count,
                                         VIRTQ_DESC_F_NEXT | (type == DISK_READ ? VIRTQ_DESC_F_WRITE : 0), status};
  queue.desc[status] = (struct virtq_desc){(uint32_t)&operation->status, 1, VIRTQ_DESC_F_WRITE, 0};
  virtq_offer(&queue, head);
  virtq_notify(&device, &queue);
  return true;
}
