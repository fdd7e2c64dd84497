#include "virtio.h"

#include <stddef.h>

#include "console.h"
#include "cpu.h"
#include "interrupts.h"

enum { VENDOR = 0x1AF4, MODERN_DEVICE_BASE = 0x1040 };
enum { CAPABILITY_VENDOR = 0x09, CFG_COMMON = 1, CFG_NOTIFY = 2, CFG_ISR = 3, CFG_DEVICE = 4 };
enum { STATUS_ACKNOWLEDGE = 1, STATUS_DRIVER = 2, STATUS_DRIVER_OK = 4, STATUS_FEATURES_OK = 8 };
enum { COMMAND_IO = 1, COMMAND_MEMORY = 2, COMMAND_MASTER = 4, COMMAND_INTX_OFF = 0x400 };

/* struct virtio_pci_common_cfg, 4.1.4.3 */
enum {
  DEVICE_FEATURE_SELECT = 0,
  DEVICE_FEATURE = 4,
  DRIVER_FEATURE_SELECT = 8,
  DRIVER_FEATURE = 12,
  MSIX_CONFIG = 16,
  DEVICE_STATUS = 20,
  QUEUE_SELECT = 22,
  QUEUE_SIZE = 24,
  QUEUE_ENABLE = 28,
  QUEUE_NOTIFY_OFFSET = 30,
  QUEUE_DESC = 32,
  QUEUE_DRIVER = 40,
  QUEUE_DEVICE = 48,
};

#define VERSION_1_HIGH 1u /* bit 32 */

#define ACCESS(bits)                                                                         \
  uint##bits##_t virtio_read##bits(struct virtio_window window, uint32_t offset) {           \
    if (window.io) return in##bits((uint16_t)(window.base + offset));                        \
    return *(volatile uint##bits##_t *)(window.base + offset);                               \
  }                                                                                          \
  void virtio_write##bits(struct virtio_window window, uint32_t offset, uint##bits##_t value) { \
    if (window.io) out##bits((uint16_t)(window.base + offset), value);                       \
    else *(volatile uint##bits##_t *)(window.base + offset) = value;                         \
  }
ACCESS(8)
ACCESS(16)
ACCESS(32)

static struct virtio_window window_at(pci_function function, unsigned capability) {
  unsigned bar = PCI_BAR + 4 * pci_read8(function, capability + 4);
  uint32_t low = pci_read32(function, bar), offset = pci_read32(function, capability + 8);
  if (low & 1) return (struct virtio_window){(low & ~3u) + offset, true};
  if ((low & 6) == 4 && pci_read32(function, bar + 4)) panic("virtio: a BAR above 4 GiB");
  return (struct virtio_window){(low & ~15u) + offset, false};
}

/* Where the device has several structures of a type the first one counts (4.1.4). */
static void read_capabilities(struct virtio_device *device, pci_function function) {
  struct virtio_window *windows[] = {NULL, &device->common, &device->notify, &device->isr, &device->device};
  unsigned seen = 0;
  for (unsigned at = pci_read8(function, PCI_CAPABILITIES) & 0xFC; at; at = pci_read8(function, at + 1) & 0xFC) {
    if (pci_read8(function, at) != CAPABILITY_VENDOR) continue;
    unsigned type = pci_read8(function, at + 3);
    if (type < CFG_COMMON || type > CFG_DEVICE || seen & 1 << type) continue;
    seen |= 1 << type;
    *windows[type] = window_at(function, at);
    if (type == CFG_NOTIFY) device->notify_multiplier = pci_read32(function, at + 16);
  }
  unsigned needed = 1 << CFG_COMMON | 1 << CFG_NOTIFY | 1 << CFG_ISR;
  if ((seen & needed) != needed) panic("virtio: not a 1.x device (structures %x)", seen);
}

static void set_status(const struct virtio_device *device, uint8_t bit) {
  virtio_write8(device->common, DEVICE_STATUS, virtio_read8(device->common, DEVICE_STATUS) | bit);
}

static uint32_t exchange_features(const struct virtio_device *device, uint32_t half, uint32_t wanted) {
  virtio_write32(device->common, DEVICE_FEATURE_SELECT, half);
  uint32_t accepted = virtio_read32(device->common, DEVICE_FEATURE) & wanted;
  virtio_write32(device->common, DRIVER_FEATURE_SELECT, half);
  virtio_write32(device->common, DRIVER_FEATURE, accepted);
  return accepted;
}

bool virtio_open(struct virtio_device *device, uint16_t virtio_id, uint32_t wanted) {
  pci_function function = pci_find(VENDOR, MODERN_DEVICE_BASE + virtio_id);
  if (function == PCI_NONE) return false;
  uint16_t command = pci_read16(function, PCI_COMMAND) | COMMAND_IO | COMMAND_MEMORY | COMMAND_MASTER;
  pci_write16(function, PCI_COMMAND, command & ~COMMAND_INTX_OFF);
  device->irq = pci_read8(function, PCI_INTERRUPT_LINE);
  read_capabilities(device, function);

  virtio_write8(device->common, DEVICE_STATUS, 0);
  while (virtio_read8(device->common, DEVICE_STATUS)) {
  }
  set_status(device, STATUS_ACKNOWLEDGE);
  set_status(device, STATUS_DRIVER);
  exchange_features(device, 0, wanted);
  if (!exchange_features(device, 1, VERSION_1_HIGH)) panic("virtio: device %u lacks VERSION_1", virtio_id);
  set_status(device, STATUS_FEATURES_OK);
  if (!(virtio_read8(device->common, DEVICE_STATUS) & STATUS_FEATURES_OK)) panic("virtio: features refused");
  return true;
}

static void write_address(const struct virtio_device *device, uint32_t offset, volatile void *address) {
  virtio_write32(device->common, offset, (uint32_t)address);
  virtio_write32(device->common, offset + 4, 0);
}

void virtio_add_queue(struct virtio_device *device, struct virtqueue *queue, uint16_t number, uint16_t size) {
  virtio_write16(device->common, QUEUE_SELECT, number);
  if (virtio_read16(device->common, QUEUE_SIZE) < size) panic("virtio: queue %u is too small", number);
  virtio_write16(device->common, QUEUE_SIZE, size);
  write_address(device, QUEUE_DESC, queue->desc);
  write_address(device, QUEUE_DRIVER, &queue->avail);
  write_address(device, QUEUE_DEVICE, &queue->used);
  queue->number = number;
  queue->size = size;
  queue->notify_offset = virtio_read16(device->common, QUEUE_NOTIFY_OFFSET);
  virtio_write16(device->common, QUEUE_ENABLE, 1);
}

void virtio_start(struct virtio_device *device, void (*handler)(void)) {
  interrupts_install(device->irq, handler);
  set_status(device, STATUS_DRIVER_OK);
}

bool virtio_take_interrupt(const struct virtio_device *device) { return virtio_read8(device->isr, 0) & 1; }

void virtq_offer(struct virtqueue *queue, uint16_t head) {
  uint16_t index = queue->avail.index;
  queue->avail.ring[index % queue->size] = head;
  compiler_barrier(); /* the entry before the index; the processor keeps stores in order by itself */
  queue->avail.index = index + 1;
}

void virtq_notify(const struct virtio_device *device, const struct virtqueue *queue) {
  virtio_write16(device->notify, queue->notify_offset * device->notify_multiplier, queue->number);
}

int virtq_take(struct virtqueue *queue, uint32_t *length) {
  if (queue->used_seen == queue->used.index) return -1;
  const volatile struct virtq_used_element *element = &queue->used.ring[queue->used_seen++ % queue->size];
  if (length) *length = element->length;
  return (int)element->id;
}
