/* Virtio 1.1 over PCI: initialisation, feature negotiation, queues, and one request of each kind. */
#include "../lib/virtio.h"

#include <stddef.h>

#include "../lib/cpu.h"
#include "../lib/memory.h"
#include "../lib/pic.h"
#include "report.h"

enum { FEATURE_SELECT = 0, FEATURE = 4, DRIVER_SELECT = 8, DRIVER_FEATURE = 12, QUEUES = 18, STATUS = 20, GENERATION = 21 };
enum { QUEUE_SELECT = 22, QUEUE_SIZE = 24, QUEUE_ENABLE = 28, QUEUE_DESC = 32 };
enum { ACKNOWLEDGE = 1, DRIVER = 2, DRIVER_OK = 4, FEATURES_OK = 8 };
enum { BLOCK_FLUSH = 1 << 9, BLOCK_SECTORS = 8 };

static struct virtio_device device;
static struct virtqueue queues[3];

/* Features that no device of these offers (bits 64 to 95 are none) count as asked too much. */
static void negotiation(void) {
  struct virtio_window common = device.common;
  virtio_write8(common, STATUS, 0);
  while (virtio_read8(common, STATUS)) {
  }
  virtio_write16(common, QUEUE_SELECT, 0);
  show("after reset", "status", virtio_read8(common, STATUS), "queue-enabled", virtio_read16(common, QUEUE_ENABLE), "queue-size-fits",
       virtio_read16(common, QUEUE_SIZE) >= 8, "desc", virtio_read32(common, QUEUE_DESC), NULL);
  virtio_write16(common, QUEUE_SELECT, 1000);
  show("no such queue", "size", virtio_read16(common, QUEUE_SIZE), NULL);
  virtio_write32(common, FEATURE_SELECT, 1);
  show("offers VERSION_1", "bit", virtio_read32(common, FEATURE) & 1, NULL);
  virtio_write32(common, FEATURE_SELECT, 2);
  show("offers nothing beyond 64", "bits", virtio_read32(common, FEATURE), NULL);
  virtio_write8(common, STATUS, ACKNOWLEDGE);
  virtio_write8(common, STATUS, ACKNOWLEDGE | DRIVER);
  virtio_write32(common, FEATURE_SELECT, 0);
  virtio_write32(common, DRIVER_SELECT, 0);
  virtio_write32(common, DRIVER_FEATURE, 0);
  virtio_write32(common, DRIVER_SELECT, 1);
  virtio_write32(common, DRIVER_FEATURE, 1);
  virtio_write8(common, STATUS, ACKNOWLEDGE | DRIVER | FEATURES_OK);
  show("VERSION_1 alone is accepted", "status", virtio_read8(common, STATUS), "driver-feature", virtio_read32(common, DRIVER_FEATURE),
       NULL);
  virtio_write8(common, STATUS, 0);
}

static uint32_t interrupts;
static void interrupt(void) { interrupts++; }

static void open(uint16_t id, uint32_t features, unsigned queue_count, uint16_t size) {
  memset(queues, 0, sizeof queues);
  virtio_open(&device, id, features);
  for (uint16_t i = 0; i < queue_count; i++) virtio_add_queue(&device, &queues[i], i, size);
  virtio_start(&device, interrupt);
}

/* The interrupt status after the last request. */
static uint8_t isr;

/*
 * Waits for a queue's next used chain, and for the interrupt status that follows it, however much later: QEMU's comes from
 * another thread. Where none was asked for, none comes within a while. The chain's length; with interrupts off.
 */
static uint32_t complete(struct virtqueue *queue) {
  uint32_t length = 0;
  while (virtq_take(queue, &length) < 0) {
  }
  isr = 0;
  if (queue->avail.flags & 1) wait_ms(1);
  else while (!isr) isr = virtio_read8(device.isr, 0);
  return length;
}

static uint8_t sector[512 * 2], status_byte;
static struct {
  uint32_t type, reserved;
  uint64_t sector;
} header;

static void block(const char *check, uint32_t type, uint32_t first, uint32_t bytes, bool to_driver) {
  header.type = type;
  header.sector = first;
  status_byte = 0x77;
  struct virtqueue *queue = &queues[0];
  queue->desc[0] = (struct virtq_desc){(uint32_t)&header, sizeof header, VIRTQ_DESC_F_NEXT, bytes ? 1 : 2};
  queue->desc[1] = (struct virtq_desc){(uint32_t)sector, bytes, VIRTQ_DESC_F_NEXT | (to_driver ? VIRTQ_DESC_F_WRITE : 0), 2};
  queue->desc[2] = (struct virtq_desc){(uint32_t)&status_byte, 1, VIRTQ_DESC_F_WRITE, 0};
  virtq_offer(queue, 0);
  virtq_notify(&device, queue);
  uint32_t length = complete(queue);
  show(check, "status", status_byte, "length", status_byte ? 0 : length, "first", sector[0], "last", sector[bytes ? bytes - 1 : 0], NULL);
}

static void disk(void) {
  area("virtio disk");
  open(VIRTIO_ID_BLOCK, BLOCK_FLUSH, 1, VIRTQ_SIZE);
  show("configuration", "capacity", virtio_read32(device.device, 0), "capacity-high", virtio_read32(device.device, 4), "isr",
       virtio_read8(device.isr, 0), NULL);
  memset(sector, 0xC3, sizeof sector);
  block("write", 1, 2, 1024, false);
  show("interrupt status is cleared by its reading", "first", isr, "second", virtio_read8(device.isr, 0), NULL);
  memset(sector, 0, sizeof sector);
  block("read of the second half", 0, 3, 512, true);
  block("read of what was never written", 0, 5, 512, true);
  block("flush", 4, 0, 0, false);
  block("read across the end", 0, BLOCK_SECTORS - 1, 1024, true);
  block("write past the end", 1, BLOCK_SECTORS, 512, false);
  block("an unknown type", 99, 0, 512, true);
  queues[0].avail.flags = 1; /* no interrupt, please */
  block("read without interrupt", 0, 2, 512, true);
  show("none came", "isr", virtio_read8(device.isr, 0), NULL);
  negotiation();
}

static void entropy(void) {
  area("virtio entropy");
  open(VIRTIO_ID_ENTROPY, 0, 1, 8);
  queues[0].desc[0] = (struct virtq_desc){(uint32_t)sector, 16, VIRTQ_DESC_F_WRITE, 0};
  virtq_offer(&queues[0], 0);
  virtq_notify(&device, &queues[0]);
  uint32_t length = complete(&queues[0]);
  show("a request", "length", length, "isr", isr, NULL);
  negotiation();
}

static void network(void) {
  area("virtio network");
  enum { MAC = 1 << 5 };
  open(VIRTIO_ID_NET, MAC, 2, VIRTQ_SIZE);
  show("configuration", "mac", (uint32_t)virtio_read8(device.device, 0) << 16 | virtio_read8(device.device, 1) << 8 | virtio_read8(device.device, 2),
       NULL);
  memset(sector, 0, 12 + 60);
  memset(sector + 12, 0xFF, 6);
  queues[1].desc[0] = (struct virtq_desc){(uint32_t)sector, 12, VIRTQ_DESC_F_NEXT, 1};
  queues[1].desc[1] = (struct virtq_desc){(uint32_t)sector + 12, 60, 0, 0};
  virtq_offer(&queues[1], 0);
  virtq_notify(&device, &queues[1]);
  show("a frame sent", "length", complete(&queues[1]), NULL);
  negotiation();
}

/* Each interrupt is taken at the 8259 as at any other device: the line goes up, and down by the ISR's reading. */
static void lines(void) {
  area("virtio interrupt");
  open(VIRTIO_ID_BLOCK, 0, 1, VIRTQ_SIZE);
  uint32_t before = irq_counts[device.irq];
  header.type = 0;
  header.sector = 0;
  queues[0].desc[0] = (struct virtq_desc){(uint32_t)&header, sizeof header, VIRTQ_DESC_F_NEXT, 1};
  queues[0].desc[1] = (struct virtq_desc){(uint32_t)sector, 512, VIRTQ_DESC_F_NEXT | VIRTQ_DESC_F_WRITE, 2};
  queues[0].desc[2] = (struct virtq_desc){(uint32_t)&status_byte, 1, VIRTQ_DESC_F_WRITE, 0};
  irq_end = false;
  virtq_offer(&queues[0], 0);
  virtq_notify(&device, &queues[0]);
  interrupts_on();
  while (irq_counts[device.irq] == before) {
  }
  interrupts_off();
  show("interrupt line", "count", irq_counts[device.irq] - before, "isr", virtio_read8(device.isr, 0), NULL);
  pic_end(device.irq);
  irq_end = true;
  irq_window();
  show("after ISR and EOI", "more", irq_counts[device.irq] - before - 1, NULL);
  virtio_write8(device.common, STATUS, 0);
  pic_init();
}

void test_virtio(void) {
  disk();
  entropy();
  network();
  lines();
}
