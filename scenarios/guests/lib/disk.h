/* The disk (virtio-blk): several operations at a time, each with a callback. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum { DISK_SECTOR_BYTES = 512, DISK_OPERATIONS = 5 };

/* Types of virtio-blk requests (5.2.6). */
enum disk_type { DISK_READ = 0, DISK_WRITE = 1, DISK_FLUSH = 4 };

/* Runs in the interrupt handler. */
typedef void (*disk_done)(uint32_t context, bool ok);

/* Returns the number of sectors. */
uint32_t disk_init(void);

/* Begins an operation; false where DISK_OPERATIONS are on their way. byte_count is a multiple of DISK_SECTOR_BYTES; a flush has
   neither buffer nor sector. The buffer belongs to the disk until done is called. Call with interrupts off. */
bool disk_start(enum disk_type type, uint32_t sector, void *buffer, uint32_t byte_count, disk_done done, uint32_t context);
