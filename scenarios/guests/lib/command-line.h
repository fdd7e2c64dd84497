/* The words "name=value" that the Multiboot loader hands over. */
#pragma once
#include <stdint.h>

/* multiboot_info: physical address of the Multiboot information structure. */
void command_line_init(uint32_t multiboot_info);

uint32_t option_number(const char *name, uint32_t otherwise);

/* An IPv4 address in dotted form, as a number in host order. */
uint32_t option_ip(const char *name, uint32_t otherwise);
