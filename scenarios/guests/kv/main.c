/* Key-value server in memory. Everything happens in the interrupt handlers of card and timer. */
#include <stddef.h>

#include "../lib/boot.h"
#include "../lib/cpu.h"
#include "store.h"

void service_execute(struct service_client *client) {
  struct kv_request request;
  kv_parse(&request, &client->request, client->request_length);
  const struct kv_value *value;
  enum kv_status status = store_execute(&request, &value);
  service_reply(client, (uint8_t)status, value ? value->bytes : NULL, value ? value->length : 0);
}

void kernel_main(uint32_t multiboot_info) {
  boot(multiboot_info);
  service_start("kv", KV_MAGIC, NULL);
  for (;;) wait_for_interrupt();
}
