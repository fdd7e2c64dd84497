/* The service of guests that have nothing to serve but what they counted: operation 0 reads the counters, 32-bit numbers
   whose meaning is the guest's. */
#pragma once
#include <stdint.h>

enum { COUNTERS_MAGIC = 'C' | 'N' << 8, COUNTERS = 8, COUNTERS_READ = 0 };

extern volatile uint32_t counters[COUNTERS];
