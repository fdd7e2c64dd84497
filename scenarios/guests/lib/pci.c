#include "pci.h"

#include "cpu.h"

enum { CONFIG_ADDRESS = 0xCF8, CONFIG_DATA = 0xCFC };

static void select(pci_function function, unsigned offset) {
  out32(CONFIG_ADDRESS, 0x80000000u | (uint32_t)function << 8 | (offset & 0xFC));
}

uint32_t pci_read32(pci_function function, unsigned offset) {
  select(function, offset);
  return in32(CONFIG_DATA);
}

uint16_t pci_read16(pci_function function, unsigned offset) {
  select(function, offset);
  return in16((uint16_t)(CONFIG_DATA + (offset & 2)));
}

uint8_t pci_read8(pci_function function, unsigned offset) {
  select(function, offset);
  return in8((uint16_t)(CONFIG_DATA + (offset & 3)));
}

void pci_write16(pci_function function, unsigned offset, uint16_t value) {
  select(function, offset);
  out16((uint16_t)(CONFIG_DATA + (offset & 2)), value);
}

pci_function pci_find(uint16_t vendor, uint16_t device) {
  uint32_t wanted = (uint32_t)device << 16 | vendor;
  for (pci_function slot = 0; slot < 256; slot += 8) {
    if (pci_read16(slot, 0) == 0xFFFF) continue;
    unsigned functions = pci_read8(slot, PCI_HEADER_TYPE) & 0x80 ? 8 : 1;
    for (pci_function function = slot; function < slot + functions; function++)
      if (pci_read32(function, 0) == wanted) return function;
  }
  return PCI_NONE;
}
