/* Disk-bound: reads and writes at random, several at a time, often of the same sectors and from buffers in the same
   pages, and checks what it reads. Counters: reads, writes, mismatches, failed operations, sum over what was read.

   A sector holds its number, a stamp and a pattern made of both. For each sector the guest knows which stamps it may
   hold. Writes that overlap in time may land in any order, so after them it may hold either's; a read during which no
   write was on its way settles which, for good. */
#include <stddef.h>

#include "../lib/disk.h"

#include "../lib/boot.h"
#include "../lib/command-line.h"
#include "../lib/console.h"
#include "../lib/counters.h"
#include "../lib/cpu.h"
#include "../lib/memory.h"
#include "../lib/service.h"

enum { READS = 0, WRITES = 1, MISMATCHES = 2, FAILURES = 3, SUM = 4 };
enum { SECTORS = 64, RUN_MAX = 4, CANDIDATES = 6, GROUP_MAX = 2, WORDS = DISK_SECTOR_BYTES / 4, STAMP_MASK = 0xFFFFFF };

/* A group: writes of which each overlaps in time with another. */
static struct sector {
  uint32_t candidates[CANDIDATES];
  uint8_t candidate_count; /* 0: anything */
  uint8_t old_count;       /* candidates from before the group */
  uint8_t group_size, writing;
  bool failed; /* a write of the group did: the old content may be there still */
} sectors[SECTORS];

/* Two buffers to a page. */
static uint32_t buffers[DISK_OPERATIONS][RUN_MAX * WORDS] __attribute__((aligned(4096)));
static struct {
  enum disk_type type;
  uint32_t first, count;
  uint8_t quiet; /* bit per sector: no write was on its way at any time of this read */
} jobs[DISK_OPERATIONS];
static uint32_t free_jobs = (1 << DISK_OPERATIONS) - 1, last_stamp, random_state;

/* Marsaglia's xorshift32. */
static uint32_t random(uint32_t below) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 17;
  random_state ^= random_state << 5;
  return random_state % below;
}

/* Stamp 0 is that of a sector that was never written. */
static void fill(uint32_t *words, uint32_t sector, uint32_t stamp) {
  for (uint32_t i = 0; i < WORDS; i++) words[i] = stamp ? (sector << 24 ^ stamp) + i * 0x9E3779B1u : 0;
}

static bool is_allowed(const struct sector *sector, uint32_t stamp) {
  for (unsigned i = 0; i < sector->candidate_count; i++)
    if (sector->candidates[i] == stamp) return true;
  return !sector->candidate_count;
}

static void check(uint32_t number, const uint32_t *words, bool quiet) {
  struct sector *sector = &sectors[number];
  uint32_t wanted[WORDS], stamp = words[0] ? words[0] ^ number << 24 : 0, sum = counters[SUM];
  fill(wanted, number, stamp);
  /* While writes come and go only the pattern is certain. */
  if (memcmp(words, wanted, sizeof wanted) || (quiet && !is_allowed(sector, stamp)))
    if (!counters[MISMATCHES]++) print("disk: sector %u holds %08x\n", number, words[0]);
  for (uint32_t i = 0; i < WORDS; i += 16) sum = (sum << 3 | sum >> 29) ^ words[i];
  counters[SUM] = sum;
  if (!quiet) return;
  sector->candidates[0] = stamp;
  sector->candidate_count = 1;
}

static void begin_write(uint32_t number, uint32_t stamp) {
  struct sector *sector = &sectors[number];
  if (!sector->writing) {
    sector->old_count = sector->candidate_count;
    sector->group_size = 0;
    sector->failed = false;
  }
  sector->writing++;
  sector->group_size++;
  sector->candidates[sector->candidate_count++] = stamp;
  for (unsigned job = 0; job < DISK_OPERATIONS; job++)
    if (!(free_jobs >> job & 1) && number - jobs[job].first < jobs[job].count)
      jobs[job].quiet &= (uint8_t)~(1 << (number - jobs[job].first));
}

static void end_write(uint32_t number, bool ok) {
  struct sector *sector = &sectors[number];
  if (!ok) sector->failed = true;
  if (--sector->writing || sector->failed) return;
  sector->candidate_count -= sector->old_count;
  memmove(sector->candidates, sector->candidates + sector->old_count, sector->candidate_count * sizeof sector->candidates[0]);
}

static void done(uint32_t job, bool ok) {
  free_jobs |= 1u << job;
  if (!ok) counters[FAILURES]++;
  for (uint32_t i = 0; i < jobs[job].count; i++) {
    uint32_t number = jobs[job].first + i;
    if (jobs[job].type == DISK_WRITE) end_write(number, ok);
    else if (ok) check(number, buffers[job] + i * WORDS, jobs[job].quiet >> i & 1);
  }
  if (jobs[job].type == DISK_READ) counters[READS]++;
  if (jobs[job].type == DISK_WRITE) counters[WRITES]++;
}

static bool may_write(uint32_t first, uint32_t count) {
  for (uint32_t number = first; number < first + count; number++) {
    const struct sector *sector = &sectors[number];
    if (!sector->candidate_count || sector->candidate_count == CANDIDATES) return false; /* to be read first */
    if (sector->writing && sector->group_size == GROUP_MAX) return false;
  }
  return true;
}

static void begin(uint32_t job) {
  uint32_t count = 1 + random(RUN_MAX), first = random(SECTORS - count + 1), kind = random(16);
  enum disk_type type = kind == 0 ? DISK_FLUSH : kind < 8 && may_write(first, count) ? DISK_WRITE : DISK_READ;
  if (type == DISK_FLUSH) first = count = 0;
  jobs[job].type = type;
  jobs[job].first = first;
  jobs[job].count = count;
  jobs[job].quiet = 0;
  if (type == DISK_WRITE) last_stamp = (last_stamp + 1) & STAMP_MASK ? (last_stamp + 1) & STAMP_MASK : 1;
  for (uint32_t i = 0; i < count; i++) {
    if (type == DISK_READ && !sectors[first + i].writing) jobs[job].quiet |= (uint8_t)(1 << i);
    if (type == DISK_WRITE) begin_write(first + i, last_stamp);
    if (type == DISK_WRITE) fill(buffers[job] + i * WORDS, first + i, last_stamp);
  }
  free_jobs &= ~(1u << job);
  disk_start(type, first, buffers[job], count * DISK_SECTOR_BYTES, done, job);
}

void kernel_main(uint32_t multiboot_info) {
  boot(multiboot_info);
  random_state = option_number("seed", 1) | 1;
  last_stamp = (uint32_t)read_tsc() & STAMP_MASK; /* another one in each life */
  if (disk_init() < SECTORS) panic("disk: fewer than %u sectors", SECTORS);
  service_start("disk", COUNTERS_MAGIC, NULL);
  for (;;) {
    interrupts_off();
    for (uint32_t job = 0; job < DISK_OPERATIONS; job++)
      if (free_jobs >> job & 1) begin(job);
    wait_for_interrupt();
  }
}
