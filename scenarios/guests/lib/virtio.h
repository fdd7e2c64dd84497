/* Virtio 1.x over PCI with split virtqueues and INTx (Virtual I/O Device 1.1, 2.6 and 4.1). One descriptor chain per
   request; no event index, no indirect descriptors. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "pci.h"

/* The most descriptors that a queue can have. */
enum { VIRTQ_SIZE = 16 };
enum { VIRTQ_DESC_F_NEXT = 1, VIRTQ_DESC_F_WRITE = 2 };

struct virtq_desc {
  uint64_t address;
  uint32_t length;
  uint16_t flags, next;
};

struct virtq_used_element {
  uint32_t id, length;
};

struct virtqueue {
  struct virtq_desc desc[VIRTQ_SIZE];
  struct {
    uint16_t flags;
    volatile uint16_t index;
    uint16_t ring[VIRTQ_SIZE];
  } avail;
  struct {
    volatile uint16_t flags, index;
    volatile struct virtq_used_element ring[VIRTQ_SIZE];
  } used __attribute__((aligned(4)));
  uint16_t used_seen; /* used.index up to which the driver has looked */
  uint16_t number, size, notify_offset;
} __attribute__((aligned(16)));

/* A structure of the device within a BAR: memory or, where io, ports. */
struct virtio_window {
  uint32_t base;
  bool io;
};

struct virtio_device {
  struct virtio_window common, notify, isr, device;
  uint32_t notify_multiplier;
  uint8_t irq;
};

uint8_t virtio_read8(struct virtio_window window, uint32_t offset);
uint16_t virtio_read16(struct virtio_window window, uint32_t offset);
uint32_t virtio_read32(struct virtio_window window, uint32_t offset);
void virtio_write8(struct virtio_window window, uint32_t offset, uint8_t value);
void virtio_write16(struct virtio_window window, uint32_t offset, uint16_t value);
void virtio_write32(struct virtio_window window, uint32_t offset, uint32_t value);

enum { VIRTIO_ID_NET = 1, VIRTIO_ID_BLOCK = 2, VIRTIO_ID_ENTROPY = 4 };

/* Finds the device and takes it through reset, ACKNOWLEDGE, DRIVER and FEATURES_OK. wanted: bits 0 to 31 of the features
   to accept where offered; VERSION_1 is always demanded. Returns false where there is no such device. */
bool virtio_open(struct virtio_device *device, uint16_t virtio_id, uint32_t wanted);

/* Between virtio_open and virtio_start: gives a queue its memory. The queue must be all zero. size: a power of two up to
   VIRTQ_SIZE. */
void virtio_add_queue(struct virtio_device *device, struct virtqueue *queue, uint16_t number, uint16_t size);

/* DRIVER_OK; installs the interrupt handler. */
void virtio_start(struct virtio_device *device, void (*handler)(void));

/* Reads the interrupt status, which takes the line back. True where a queue was used. */
bool virtio_take_interrupt(const struct virtio_device *device);

/* Puts the chain that begins at desc[head] in the available ring, without notifying. */
void virtq_offer(struct virtqueue *queue, uint16_t head);

/* Tells the device of what was offered. */
void virtq_notify(const struct virtio_device *device, const struct virtqueue *queue);

/* Takes one used chain: its head, or -1. length: bytes that the device wrote; may be NULL. */
int virtq_take(struct virtqueue *queue, uint32_t *length);
