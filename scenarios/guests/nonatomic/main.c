/* Key-value server with a bug: two workers, switched by the timer, serve from one queue, and compare-and-set takes no
   lock. Between its comparison and its store the other worker may change the value; that update is lost. Option
   window: how long the worker dawdles there, in rounds of a loop. */
#include <stddef.h>

#include "../kv/store.h"
#include "../lib/boot.h"
#include "../lib/command-line.h"
#include "../lib/console.h"
#include "../lib/cpu.h"
#include "../lib/interrupts.h"

enum { WORKERS = 2, STACK_BYTES = 4096, CODE_SELECTOR = 0x08, EFLAGS_IF = 0x200 };

static uint8_t stacks[WORKERS][STACK_BYTES] __attribute__((aligned(16)));
static struct frame *frames[WORKERS];
static unsigned current;
static bool running, switch_wanted;

static struct service_client *queue[SERVICE_CLIENTS];
static unsigned queue_first, queue_count;
static uint32_t window;

void service_execute(struct service_client *client) { queue[(queue_first + queue_count++) % SERVICE_CLIENTS] = client; }

static enum kv_status compare_and_set(const struct kv_request *request, const struct kv_value **value) {
  *value = NULL;
  const struct kv_value *current_value = store_find(request->key, request->key_length);
  enum kv_status status = store_compare(request, current_value);
  if (status == KV_OK) {
    for (volatile uint32_t i = 0; i < window; i++) {
    }
    return store_set(request);
  }
  *value = current_value;
  return status;
}

static void work(void) {
  for (;;) {
    interrupts_off();
    if (!queue_count) {
      wait_for_interrupt();
      continue;
    }
    struct service_client *client = queue[queue_first];
    queue_first = (queue_first + 1) % SERVICE_CLIENTS;
    queue_count--;
    struct kv_request request;
    kv_parse(&request, &client->request, client->request_length);
    const struct kv_value *value;
    enum kv_status status;
    if (request.op == KV_CAS) {
      interrupts_on();
      status = compare_and_set(&request, &value);
      interrupts_off();
    } else {
      status = store_execute(&request, &value);
    }
    service_reply(client, (uint8_t)status, value ? value->bytes : NULL, value ? value->length : 0);
  }
}

/* A worker's first frame. */
static struct frame *prepare(uint8_t *stack) {
  struct frame *frame = (struct frame *)(stack + STACK_BYTES - 16) - 1;
  *frame = (struct frame){.eip = (uint32_t)work, .cs = CODE_SELECTOR, .eflags = EFLAGS_IF | 2};
  return frame;
}

static void tick(void) { switch_wanted = true; }

struct frame *interrupts_resume(struct frame *frame) {
  if (!switch_wanted) return frame;
  switch_wanted = false;
  if (running) {
    frames[current] = frame;
    current = (current + 1) % WORKERS;
  }
  running = true;
  return frames[current];
}

void kernel_main(uint32_t multiboot_info) {
  boot(multiboot_info);
  window = option_number("window", 2000);
  for (unsigned worker = 0; worker < WORKERS; worker++) frames[worker] = prepare(stacks[worker]);
  service_start("nonatomic", KV_MAGIC, tick);
  for (;;) wait_for_interrupt();
}
