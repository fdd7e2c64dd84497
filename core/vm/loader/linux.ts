/**
 * The Linux/x86 boot protocol, 32-bit entry (Documentation/arch/x86/boot.rst): a bzImage, or an ELF vmlinux, which saves
 * the guest from unpacking itself.
 */
import { type BootTarget, ImageError, type Loader } from "./boot-target.ts";
import { isElf, parseElf } from "./elf.ts";
import { memoryMap } from "./memory-map.ts";

/** Offsets in the setup header, which are those in `boot_params` too. */
const Field = {
  e820Entries: 0x1e8,
  setupSectors: 0x1f1,
  bootFlag: 0x1fe,
  jump: 0x200,
  magic: 0x202,
  version: 0x206,
  loaderType: 0x210,
  loadFlags: 0x211,
  ramdiskAddress: 0x218,
  ramdiskBytes: 0x21c,
  heapEnd: 0x224,
  commandLine: 0x228,
  setupData: 0x250,
  e820Table: 0x2d0,
} as const;
const HEADER_BEGIN = 0x1f1;
const MAGIC = 0x5372_6448;
const MIN_VERSION = 0x0202;
const LOADED_HIGH = 0x01;
const UNKNOWN_LOADER = 0xff;
const E820_ENTRY_BYTES = 20;
const SETUP_RNG_SEED = 9;
const SECTOR_BYTES = 512;
const PAGE_BYTES = 4096;

/** Where bzImages go (`code32_start`), and what stands in conventional memory. */
const KERNEL = 0x10_0000;
const BOOT_PARAMS = 0x1_0000;
const GDT = 0x1_1000;
const SETUP_DATA = 0x1_2000;
const COMMAND_LINE = 0x2_0000;
const COMMAND_LINE_MAX = 2047;
/** Protocol: __BOOT_CS is 10h, __BOOT_DS 18h. */
const SELECTORS = { code: 0x10, data: 0x18 } as const;
const NO_DESCRIPTOR = [0, 0, 0, 0, 0, 0, 0, 0] as const;
const FLAT_CODE = [0xff, 0xff, 0, 0, 0, 0x9b, 0xcf, 0] as const;
const FLAT_DATA = [0xff, 0xff, 0, 0, 0, 0x93, 0xcf, 0] as const;

export interface LinuxBoot {
  readonly commandLine: string;
  readonly initrd: Uint8Array | null;
  /** Seed of the kernel's random numbers, by `setup_data` (since Linux 6.0). */
  readonly randomSeed: Uint8Array | null;
}

export function isBzImage(image: Uint8Array): boolean {
  return image.length > 0x264 && viewOf(image).getUint32(Field.magic, true) === MAGIC;
}

export function linuxLoader(image: Uint8Array, boot: LinuxBoot): Loader {
  return (target) => {
    const kernel = isElf(image) ? loadVmlinux(target, image) : loadBzImage(target, image);
    const parameters = bootParameters(target, kernel.header, boot, kernel.end);
    target.write(GDT, Uint8Array.of(...NO_DESCRIPTOR, ...NO_DESCRIPTOR, ...FLAT_CODE, ...FLAT_DATA));
    target.write(COMMAND_LINE, asciiZ(boot.commandLine));
    target.write(BOOT_PARAMS, parameters);
    target.processor.enterProtectedMode({
      eip: kernel.entry,
      esi: BOOT_PARAMS,
      selectors: SELECTORS,
      gdt: { address: GDT, byteCount: 32 },
    });
  };
}

interface LoadedKernel {
  readonly entry: number;
  /** End of what the kernel needs for itself before it reads the memory map. */
  readonly end: number;
  /** Bytes for `boot_params` from `HEADER_BEGIN` on. */
  readonly header: Uint8Array;
}

function loadBzImage(target: BootTarget, image: Uint8Array): LoadedKernel {
  if (!isBzImage(image)) throw new ImageError("not a Linux bzImage");
  const view = viewOf(image);
  const version = view.getUint16(Field.version, true);
  if (version < MIN_VERSION || (image[Field.loadFlags]! & LOADED_HIGH) === 0) {
    throw new ImageError("a Linux kernel older than boot protocol 2.02, or a zImage");
  }
  const setupBytes = ((image[Field.setupSectors]! || 4) + 1) * SECTOR_BYTES;
  if (setupBytes >= image.length) throw new ImageError("the Linux kernel is cut off");
  target.write(KERNEL, image.subarray(setupBytes));
  const initBytes = version >= 0x020a ? view.getUint32(0x260, true) : image.length * 4;
  const preferred = version >= 0x020a ? view.getUint32(0x258, true) : KERNEL;
  return {
    entry: KERNEL,
    end: Math.max(KERNEL, preferred) + initBytes,
    header: image.subarray(HEADER_BEGIN, Field.magic + image[Field.jump + 1]!),
  };
}

function loadVmlinux(target: BootTarget, image: Uint8Array): LoadedKernel {
  const { entry, segments } = parseElf(image);
  let end = 0;
  for (const { physicalAddress, bytes, memoryBytes } of segments) {
    target.write(physicalAddress, bytes);
    target.clear(physicalAddress + bytes.length, memoryBytes - bytes.length);
    end = Math.max(end, physicalAddress + memoryBytes);
  }
  const header = new Uint8Array(0x268 - HEADER_BEGIN);
  const view = viewOf(header);
  view.setUint16(Field.bootFlag - HEADER_BEGIN, 0xaa55, true);
  view.setUint32(Field.magic - HEADER_BEGIN, MAGIC, true);
  view.setUint16(Field.version - HEADER_BEGIN, 0x020f, true);
  header[Field.loadFlags - HEADER_BEGIN] = LOADED_HIGH;
  return { entry, end, header };
}

/** The "zero page". Writes initrd and seed on the way. */
function bootParameters(target: BootTarget, header: Uint8Array, boot: LinuxBoot, kernelEnd: number): Uint8Array {
  if (boot.commandLine.length > COMMAND_LINE_MAX) {
    throw new ImageError(`the kernel's command line is longer than ${COMMAND_LINE_MAX} characters`);
  }
  const parameters = new Uint8Array(PAGE_BYTES);
  const view = viewOf(parameters);
  parameters.set(header, HEADER_BEGIN);
  parameters[Field.loaderType] = UNKNOWN_LOADER;
  view.setUint16(Field.heapEnd, 0, true);
  view.setUint32(Field.commandLine, COMMAND_LINE, true);
  if (boot.initrd !== null) {
    const address = Math.floor((target.ramBytes - boot.initrd.length) / PAGE_BYTES) * PAGE_BYTES;
    if (address < kernelEnd) {
      throw new ImageError(`${target.ramBytes} bytes of RAM do not hold the kernel and its initrd: try more`);
    }
    target.write(address, boot.initrd);
    view.setUint32(Field.ramdiskAddress, address, true);
    view.setUint32(Field.ramdiskBytes, boot.initrd.length, true);
  }
  if (boot.randomSeed !== null) {
    const data = new Uint8Array(16 + boot.randomSeed.length);
    viewOf(data).setUint32(8, SETUP_RNG_SEED, true);
    viewOf(data).setUint32(12, boot.randomSeed.length, true);
    data.set(boot.randomSeed, 16);
    target.write(SETUP_DATA, data);
    view.setUint32(Field.setupData, SETUP_DATA, true);
  }
  const map = memoryMap(target.ramBytes);
  parameters[Field.e820Entries] = map.length;
  for (const [i, { address, byteCount, type }] of map.entries()) {
    const at = Field.e820Table + i * E820_ENTRY_BYTES;
    view.setUint32(at, address, true);
    view.setUint32(at + 8, byteCount, true);
    view.setUint32(at + 16, type, true);
  }
  return parameters;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function asciiZ(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length + 1 }, (_, i) => text.charCodeAt(i) || 0);
}
