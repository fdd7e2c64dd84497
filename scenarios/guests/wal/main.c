/* Key-value server that survives a restart: a write-ahead log on the disk, and checkpoints when the log is full.

   Requests that arrive while a batch is being written form the next batch. A batch is one write of all its records, then
   a flush; only then are its requests executed, in its order, and answered. So nothing that a client was told is lost.
   GET alone is not logged. Failed requests are: executed anew after a restart they might succeed.

   Sectors: two superblocks, two areas for checkpoints, the log. A record fills whole sectors. */
#include <stddef.h>

#include "../kv/store.h"
#include "../lib/boot.h"
#include "../lib/console.h"
#include "../lib/cpu.h"
#include "../lib/disk.h"
#include "../lib/memory.h"
#include "../lib/timer.h"

#define SECTORS(bytes) (((bytes) + DISK_SECTOR_BYTES - 1) / DISK_SECTOR_BYTES)

enum { SUPERBLOCK_MAGIC = 0x4B505353, RECORD_MAGIC = 0x4C415752, SUM_START = 0x11C9DC5 };
enum { RECORD_SECTORS_MAX = SECTORS(40 + SERVICE_REQUEST_MAX), BATCH_SECTORS_MAX = SERVICE_CLIENTS * RECORD_SECTORS_MAX };
enum { LOG_SECTORS = 512, CHECKPOINT_SECTORS = SECTORS(sizeof store_table) + SECTORS(sizeof service_clients) };
enum { CHECKPOINT_FIRST = 2, LOG_FIRST = CHECKPOINT_FIRST + 2 * CHECKPOINT_SECTORS, DISK_SECTORS = LOG_FIRST + LOG_SECTORS };

/* Epoch n is what follows the n-th checkpoint. Superblock and checkpoint of epoch n are at place n % 2. */
struct superblock {
  uint32_t magic, epoch, sum; /* sum: of the words before it */
};

/* Each record names the one before by its sum, so that what an interrupted batch left behind never follows a new one. */
struct record {
  uint32_t magic, epoch, previous, bytes; /* bytes of the request */
  uint32_t client, ticks;
  uint64_t tsc;
  uint32_t sum; /* of everything else */
  uint32_t reserved;
  uint8_t request[];
};

static uint32_t epoch, previous, log_sectors;

/* What waits, and what is being written. */
static struct service_client *waiting[SERVICE_CLIENTS], *batch[SERVICE_CLIENTS];
static uint32_t waiting_count, batch_count;
static struct record *batch_records[SERVICE_CLIENTS]; /* NULL for GET */
static bool busy;

static uint8_t batch_bytes[BATCH_SECTORS_MAX * DISK_SECTOR_BYTES] __attribute__((aligned(4096)));
static uint8_t sector[DISK_SECTOR_BYTES] __attribute__((aligned(512)));

static uint32_t sum(const void *bytes, uint32_t length, uint32_t start) {
  const uint8_t *at = bytes;
  for (uint32_t i = 0; i < length; i++) start = (start ^ at[i]) * 0x01000193;
  return start;
}

static uint32_t record_sum(struct record *record) {
  uint32_t kept = record->sum;
  record->sum = 0;
  uint32_t result = sum(record, sizeof *record + record->bytes, SUM_START);
  record->sum = kept;
  return result;
}

/* ---- One disk operation after the other, again until it succeeds: a disk that fails for good stops the service. */

static void (*next_step)(void);
static enum disk_type step_type;
static uint32_t step_sector, step_bytes;
static void *step_buffer;

static void step_done(uint32_t context, bool ok) {
  (void)context;
  if (ok) next_step();
  else disk_start(step_type, step_sector, step_buffer, step_bytes, step_done, 0);
}

static void step(enum disk_type type, uint32_t first, void *buffer, uint32_t bytes, void (*next)(void)) {
  step_type = type;
  step_sector = first;
  step_buffer = buffer;
  step_bytes = bytes;
  next_step = next;
  disk_start(type, first, buffer, bytes, step_done, 0);
}

/* ---- Checkpoint: table and clients to the other area, flush, superblock, flush. Requests that arrive meanwhile are only
   noted as open; recovery forgets them. */

static const struct {
  void *bytes;
  uint32_t length;
} parts[] = {{store_table, sizeof store_table}, {service_clients, sizeof service_clients}};
static uint32_t part, part_offset, piece_bytes;

static void begin_batch(void);

/* The piece at part_offset, by way of batch_bytes; false when there is none any more. */
static bool piece(uint32_t of_epoch, enum disk_type type, void (*next)(void)) {
  if (part_offset >= parts[part].length) {
    if (++part == 2) return false;
    part_offset = 0;
  }
  piece_bytes = parts[part].length - part_offset;
  if (piece_bytes > sizeof batch_bytes) piece_bytes = sizeof batch_bytes;
  if (type == DISK_WRITE) memcpy(batch_bytes, (uint8_t *)parts[part].bytes + part_offset, piece_bytes);
  uint32_t first = CHECKPOINT_FIRST + of_epoch % 2 * CHECKPOINT_SECTORS + (part ? SECTORS(sizeof store_table) : 0);
  step(type, first + part_offset / DISK_SECTOR_BYTES, batch_bytes, SECTORS(piece_bytes) * DISK_SECTOR_BYTES, next);
  return true;
}

static void checkpoint_done(void) {
  previous = ++epoch;
  log_sectors = 0;
  begin_batch();
}

static void superblock_flush(void) { step(DISK_FLUSH, 0, NULL, 0, checkpoint_done); }

static uint32_t superblock_sum(const struct superblock *block) { return sum(block, offsetof(struct superblock, sum), SUM_START); }

static void superblock_write(void) {
  struct superblock *block = (struct superblock *)sector;
  memset(sector, 0, sizeof sector);
  *block = (struct superblock){SUPERBLOCK_MAGIC, epoch + 1, 0};
  block->sum = superblock_sum(block);
  step(DISK_WRITE, (epoch + 1) % 2, sector, sizeof sector, superblock_flush);
}

static void checkpoint_piece(void) {
  part_offset += piece_bytes;
  if (!piece(epoch + 1, DISK_WRITE, checkpoint_piece)) step(DISK_FLUSH, 0, NULL, 0, superblock_write);
}

static void begin_checkpoint(void) {
  part = part_offset = piece_bytes = 0;
  checkpoint_piece();
}

/* ---- Batches. */

static void execute(struct service_client *client, const struct record *record) {
  struct kv_request request;
  kv_parse(&request, &client->request, client->request_length);
  const struct kv_value *value;
  enum kv_status status = store_execute(&request, &value);
  service_replay_reply(client, (uint8_t)status, value ? value->bytes : NULL, value ? value->length : 0,
                       record ? record->ticks : timer_ticks, record ? record->tsc : read_tsc());
}

static void batch_done(void) {
  for (uint32_t i = 0; i < batch_count; i++) {
    execute(batch[i], batch_records[i]);
    service_send(batch[i]);
  }
  busy = false;
  if (waiting_count) begin_batch();
}

static void batch_flush(void) { step(DISK_FLUSH, 0, NULL, 0, batch_done); }

static struct record *make_record(struct service_client *client, uint32_t offset) {
  struct record *record = (struct record *)(batch_bytes + offset);
  *record = (struct record){.magic = RECORD_MAGIC,
                            .epoch = epoch,
                            .previous = previous,
                            .bytes = client->request_length,
                            .client = (uint32_t)(client - service_clients),
                            .ticks = timer_ticks,
                            .tsc = read_tsc()};
  memcpy(record->request, client->request_bytes, client->request_length);
  previous = record->sum = record_sum(record);
  return record;
}

static void begin_batch(void) {
  busy = true;
  if (log_sectors + BATCH_SECTORS_MAX > LOG_SECTORS) {
    begin_checkpoint();
    return;
  }
  uint32_t sectors = 0;
  batch_count = waiting_count;
  waiting_count = 0;
  for (uint32_t i = 0; i < batch_count; i++) {
    batch[i] = waiting[i];
    batch_records[i] = NULL;
    if (batch[i]->request.op == KV_GET) continue;
    batch_records[i] = make_record(batch[i], sectors * DISK_SECTOR_BYTES);
    sectors += SECTORS(sizeof(struct record) + batch[i]->request_length);
  }
  uint32_t first = LOG_FIRST + log_sectors;
  log_sectors += sectors;
  if (sectors) step(DISK_WRITE, first, batch_bytes, sectors * DISK_SECTOR_BYTES, batch_flush);
  else batch_done();
}

void service_execute(struct service_client *client) {
  waiting[waiting_count++] = client;
  if (!busy) begin_batch();
}

/* ---- Recovery: the later valid superblock, its checkpoint, the log as far as its chain holds. */

static uint32_t records_found;
static bool recovered;

static void log_read(void);

static void recover_record(const struct record *record) {
  struct service_client *client = &service_clients[record->client];
  memcpy(client->request_bytes, record->request, record->bytes);
  client->request_length = record->bytes;
  client->number = client->request.number;
  execute(client, record);
  records_found++;
}

static void log_scan(void) {
  uint32_t in_buffer = step_bytes, offset = 0;
  for (;;) {
    struct record *record = (struct record *)(batch_bytes + offset);
    uint32_t left = in_buffer - offset;
    if (left < sizeof *record || record->magic != RECORD_MAGIC || record->epoch != epoch || record->previous != previous) break;
    if (record->bytes > SERVICE_REQUEST_MAX || record->client >= SERVICE_CLIENTS) break;
    if (sizeof *record + record->bytes > left) { /* the rest is in the next read */
      log_sectors += offset / DISK_SECTOR_BYTES;
      log_read();
      return;
    }
    if (record_sum(record) != record->sum) break;
    previous = record->sum;
    recover_record(record);
    offset += SECTORS(sizeof *record + record->bytes) * DISK_SECTOR_BYTES;
    if (offset == in_buffer) {
      log_sectors += offset / DISK_SECTOR_BYTES;
      log_read();
      return;
    }
  }
  log_sectors += offset / DISK_SECTOR_BYTES;
  recovered = true;
}

static void log_read(void) {
  uint32_t sectors = LOG_SECTORS - log_sectors;
  if (sectors > BATCH_SECTORS_MAX) sectors = BATCH_SECTORS_MAX;
  if (sectors) step(DISK_READ, LOG_FIRST + log_sectors, batch_bytes, sectors * DISK_SECTOR_BYTES, log_scan);
  else recovered = true;
}

static void checkpoint_loaded(void) {
  memcpy((uint8_t *)parts[part].bytes + part_offset, batch_bytes, piece_bytes);
  part_offset += piece_bytes;
  if (piece(epoch, DISK_READ, checkpoint_loaded)) return;
  for (struct service_client *client = service_clients; client < service_clients + SERVICE_CLIENTS; client++) {
    if (client->executing) client->number = client->reply.number;
    client->executing = false;
  }
  log_read();
}

static void superblocks_read(void) {
  for (unsigned place = 0; place < 2; place++) {
    const struct superblock *block = (const struct superblock *)(batch_bytes + place * DISK_SECTOR_BYTES);
    bool valid = block->magic == SUPERBLOCK_MAGIC && block->sum == superblock_sum(block);
    if (valid && block->epoch > epoch) epoch = block->epoch;
  }
  previous = epoch;
  part = part_offset = 0;
  if (epoch) piece(epoch, DISK_READ, checkpoint_loaded);
  else log_read();
}

void kernel_main(uint32_t multiboot_info) {
  boot(multiboot_info);
  if (disk_init() < DISK_SECTORS) panic("wal: the disk has fewer than %u sectors", DISK_SECTORS);
  step(DISK_READ, 0, batch_bytes, 2 * DISK_SECTOR_BYTES, superblocks_read);
  while (!recovered) {
    wait_for_interrupt();
    interrupts_off();
  }
  print("wal: epoch %u, %u records\n", epoch, records_found);
  service_start("wal", KV_MAGIC, NULL);
  for (;;) wait_for_interrupt();
}
