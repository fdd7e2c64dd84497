/* PCI configuration space by mechanism 1, at the virtio functions (PCI 3.0, chapter 6). */
#include <stddef.h>

#include "../lib/cpu.h"
#include "../lib/pci.h"
#include "report.h"

enum { ADDRESS = 0xCF8, CONFIG_DATA = 0xCFC, COMMAND_MEMORY = 2 };

static void function(const char *name, pci_function at) {
  area(name);
  show("function", "found", at != PCI_NONE, NULL);
  if (at == PCI_NONE) return;
  show("identity", "id", pci_read32(at, 0), "class", pci_read32(at, 8) >> 8, "revision-at-least-1", pci_read8(at, 8) >= 1, "header",
       pci_read8(at, PCI_HEADER_TYPE), "subsystem-at-least-40h", pci_read16(at, 0x2E) >= 0x40, NULL);
  show("interrupt", "pin", pci_read8(at, 0x3D), "line-of-isa", pci_read8(at, PCI_INTERRUPT_LINE) < 16, NULL);
  unsigned structures = 0, vendor = 0;
  for (unsigned capability = pci_read8(at, PCI_CAPABILITIES); capability; capability = pci_read8(at, capability + 1)) {
    if (pci_read8(at, capability) != 9) continue;
    vendor++;
    structures |= 1 << pci_read8(at, capability + 3);
  }
  show("capabilities", "list", pci_read16(at, PCI_STATUS) >> 4 & 1, "structures", structures & 0x1E, "several", vendor >= 4, NULL);
  for (unsigned bar = PCI_BAR; bar < PCI_BAR + 24; bar += 4) {
    uint32_t old = pci_read32(at, bar);
    if (!old || (old & 6) == 2) continue;
    uint16_t command = pci_read16(at, PCI_COMMAND);
    pci_write16(at, PCI_COMMAND, command & ~3);
    out32(ADDRESS, 0x80000000u | (uint32_t)at << 8 | bar);
    out32(CONFIG_DATA, 0xFFFFFFFF);
    uint32_t mask = in32(CONFIG_DATA);
    out32(CONFIG_DATA, old);
    pci_write16(at, PCI_COMMAND, command);
    uint32_t size = ~(mask & (mask & 1 ? ~3u : ~15u)) + 1;
    if (mask & 1) size &= 0xFFFF;
    show("a BAR", "power-of-two", !(size & (size - 1)), "aligned", !((old & ~15u) & (size - 1)), "type-kept", (mask & 15) == (old & 15),
         "restored", pci_read32(at, bar) == old, NULL);
    if (old & 4) bar += 4;
    break; /* how many there are is the machine's choice */
  }
  uint16_t command = pci_read16(at, PCI_COMMAND);
  pci_write16(at, PCI_COMMAND, 0);
  uint16_t none = pci_read16(at, PCI_COMMAND);
  pci_write16(at, PCI_COMMAND, 0x407);
  show("command", "cleared", none, "set", pci_read16(at, PCI_COMMAND), NULL);
  pci_write16(at, PCI_COMMAND, command);
}

void test_pci(void) {
  out32(ADDRESS, 0x80000000);
  uint32_t address = in32(ADDRESS);
  out8(ADDRESS, 0x12); /* byte writes are not for CONFIG_ADDRESS */
  show("CONFIG_ADDRESS", "dword", address, "after-byte", in32(ADDRESS), NULL);
  out32(ADDRESS, 0x0000F000);
  show("not enabled", "data", in32(CONFIG_DATA), NULL);
  show("an absent function", "data", pci_read32(31 << 3 | 7, 0), NULL);
  show("host bridge", "class", pci_read32(0, 8) >> 16, NULL);
  out32(ADDRESS, 0x80000000);
  uint32_t whole = in32(CONFIG_DATA);
  show("bytes and words of a dword", "byte", in8(CONFIG_DATA + 1) == (uint8_t)(whole >> 8), "word", in16(CONFIG_DATA + 2) == whole >> 16,
       NULL);
  function("pci network card", pci_find(0x1AF4, 0x1041));
  function("pci disk", pci_find(0x1AF4, 0x1042));
  function("pci entropy", pci_find(0x1AF4, 0x1044));
}
