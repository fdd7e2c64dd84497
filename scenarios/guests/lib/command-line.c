#include "command-line.h"

#include <stddef.h>

static const char *line = "";

void command_line_init(uint32_t multiboot_info) {
  const uint32_t *info = (const uint32_t *)multiboot_info;
  if (info[0] & 4) line = (const char *)info[4]; /* Multiboot 3.3: flags bit 2, cmdline */
}

/* The text after "name=", or NULL. */
static const char *option(const char *name) {
  for (const char *word = line; *word;) {
    const char *a = word, *b = name;
    while (*b && *a == *b) a++, b++;
    if (!*b && *a == '=') return a + 1;
    while (*word && *word != ' ') word++;
    while (*word == ' ') word++;
  }
  return NULL;
}

static uint32_t parse_number(const char **text) {
  uint32_t number = 0;
  for (; **text >= '0' && **text <= '9'; ++*text) number = number * 10 + (uint32_t)(**text - '0');
  return number;
}

uint32_t option_number(const char *name, uint32_t otherwise) {
  const char *text = option(name);
  return text ? parse_number(&text) : otherwise;
}

uint32_t option_ip(const char *name, uint32_t otherwise) {
  const char *text = option(name);
  if (!text) return otherwise;
  uint32_t ip = 0;
  for (int part = 0; part < 4; part++) {
    ip = ip << 8 | (parse_number(&text) & 0xFF);
    if (*text == '.') text++;
  }
  return ip;
}
