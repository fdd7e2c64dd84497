/* A bank: transfers between accounts, whose sum stays what it was. */
#include "protocol.h"

#include <stddef.h>

#include "../lib/boot.h"
#include "../lib/console.h"
#include "../lib/cpu.h"
#include "../lib/service.h"

static uint32_t balances[BANK_ACCOUNTS], transfers;

bool service_accepts(const struct service_request *request, uint32_t length) {
  static const uint8_t words[BANK_OPS] = {1, 3, 0};
  return request->op < BANK_OPS && length == sizeof *request + 4u * words[request->op];
}

static enum bank_status transfer(uint32_t from, uint32_t to, uint32_t amount) {
  if (balances[from] < amount) return BANK_TOO_POOR;
  balances[from] -= amount;
  balances[to] += amount;
  transfers++;
  return BANK_OK;
}

void service_execute(struct service_client *client) {
  const uint32_t *words = (const uint32_t *)client->request.rest;
  uint32_t answer[2] = {0};
  uint16_t answer_words = 2;
  enum bank_status status = BANK_OK;
  if (client->request.op == BANK_TOTAL) {
    for (unsigned account = 0; account < BANK_ACCOUNTS; account++) answer[0] += balances[account];
    answer[1] = transfers;
  } else if (words[0] >= BANK_ACCOUNTS || (client->request.op == BANK_TRANSFER && words[1] >= BANK_ACCOUNTS)) {
    status = BANK_NO_SUCH_ACCOUNT;
    answer_words = 0;
  } else if (client->request.op == BANK_BALANCE) {
    answer[0] = balances[words[0]];
    answer_words = 1;
  } else {
    status = transfer(words[0], words[1], words[2]);
    answer[0] = balances[words[0]];
    answer[1] = balances[words[1]];
  }
  service_reply(client, (uint8_t)status, answer, answer_words * 4);
}

void kernel_main(uint32_t multiboot_info) {
  boot(multiboot_info);
  for (unsigned account = 0; account < BANK_ACCOUNTS; account++) balances[account] = BANK_INITIAL_BALANCE;
  service_start("bank", BANK_MAGIC, NULL);
  for (;;) wait_for_interrupt();
}
