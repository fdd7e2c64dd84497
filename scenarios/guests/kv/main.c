/* Key-value server in memory. Everything happens in the interrupt handlers of card and timer. */
#include "../lib/boot.h"
#include "../lib/cpu.h"
#include "server.h"

void server_execute(struct client *client) {
  const struct kv_value *value;
  enum kv_status status = store_execute(&client->request, &value);
  server_reply(client, status, value);
}

void kernel_main(uint32_t multiboot_info) {
  boot(multiboot_info);
  server_start("kv");
  for (;;) wait_for_interrupt();
}
