/* PCI configuration space by mechanism 1 (PCI 3.0, 3.2.2.3.2). Bus 0 alone: these guests need no bridge. */
#pragma once
#include <stdint.h>

/* Device and function, as in bits 8 to 15 of CONFIG_ADDRESS. */
typedef uint16_t pci_function;

enum { PCI_NONE = 0xFFFF };
enum { PCI_COMMAND = 0x04, PCI_STATUS = 0x06, PCI_HEADER_TYPE = 0x0E, PCI_BAR = 0x10, PCI_CAPABILITIES = 0x34 };
enum { PCI_INTERRUPT_LINE = 0x3C };

uint32_t pci_read32(pci_function function, unsigned offset);
uint16_t pci_read16(pci_function function, unsigned offset);
uint8_t pci_read8(pci_function function, unsigned offset);
void pci_write16(pci_function function, unsigned offset, uint16_t value);

/* The first function with these ids, or PCI_NONE. */
pci_function pci_find(uint16_t vendor, uint16_t device);
