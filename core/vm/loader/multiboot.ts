/** Multiboot Specification 0.6.96: ELF kernels, or others by the header's own addresses; command line and modules. */
import { type BootTarget, ImageError, type Loader } from "./boot-target.ts";
import { type ElfImage, parseElf } from "./elf.ts";
import { EXTENDED_MEMORY, LOW_MEMORY_BYTES, memoryMap } from "./memory-map.ts";

const HEADER_MAGIC = 0x1bad_b002;
const LOADER_MAGIC = 0x2bad_b002;
/** The header lies, aligned to 4 bytes, within this much of the image's beginning. */
const HEADER_SEARCH_BYTES = 8192;
const HeaderFlag = { ownAddresses: 1 << 16, unsupported: 0xfff8 } as const;
const InfoFlag = { memory: 1 << 0, commandLine: 1 << 2, modules: 1 << 3, memoryMap: 1 << 6 } as const;
const INFO_BYTES = 120;
const MODULE_BYTES = 16;
const MAP_ENTRY_BYTES = 24;
/** The information lies at the end of conventional memory, out of the way of kernels linked low. */
const INFO_AREA = 0x9_0000;
const PAGE_BYTES = 4096;

export interface MultibootModule {
  readonly bytes: Uint8Array;
  readonly commandLine: string;
}

export function isMultiboot(image: Uint8Array): boolean {
  return findHeader(image) !== null;
}

export function multibootLoader(
  image: Uint8Array,
  commandLine: string,
  modules: readonly MultibootModule[] = [],
): Loader {
  return (target) => {
    const kernel = parseKernel(image);
    let end = 0;
    for (const segment of kernel.segments) {
      target.write(segment.physicalAddress, segment.bytes);
      target.clear(segment.physicalAddress + segment.bytes.length, segment.memoryBytes - segment.bytes.length);
      end = Math.max(end, segment.physicalAddress + segment.memoryBytes);
    }
    const placed = placeModules(target, Math.max(end, EXTENDED_MEMORY), modules);
    target.write(INFO_AREA, information(target.ramBytes, commandLine, placed));
    target.processor.enterProtectedMode({ eip: kernel.entry, eax: LOADER_MAGIC, ebx: INFO_AREA });
  };
}

function findHeader(image: Uint8Array): number | null {
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  for (let at = 0; at + 12 <= Math.min(image.length, HEADER_SEARCH_BYTES); at += 4) {
    if (view.getUint32(at, true) !== HEADER_MAGIC) continue;
    const sum = HEADER_MAGIC + view.getUint32(at + 4, true) + view.getUint32(at + 8, true);
    if (sum % 0x1_0000_0000 === 0) return at;
  }
  return null;
}

function parseKernel(image: Uint8Array): ElfImage {
  const at = findHeader(image);
  if (at === null) throw new ImageError("no Multiboot header in the first 8 KiB of the image");
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  const flags = view.getUint32(at + 4, true);
  if (flags & HeaderFlag.unsupported) throw new ImageError("the Multiboot header requires unknown features");
  if ((flags & HeaderFlag.ownAddresses) === 0) return parseElf(image);
  if (at + 32 > image.length) throw new ImageError("the Multiboot header is cut off");
  const [header, load, loadEnd, bssEnd, entry] = [12, 16, 20, 24, 28].map((field) => view.getUint32(at + field, true));
  const begin = at - (header! - load!);
  const fileBytes = loadEnd === 0 ? image.length - begin : loadEnd! - load!;
  if (begin < 0 || fileBytes < 0 || begin + fileBytes > image.length) {
    throw new ImageError("the addresses of the Multiboot header lie outside the image");
  }
  const memoryBytes = Math.max(fileBytes, bssEnd! - load!);
  const bytes = image.subarray(begin, begin + fileBytes);
  return { entry: entry!, segments: [{ virtualAddress: load!, physicalAddress: load!, bytes, memoryBytes }] };
}

interface PlacedModule {
  readonly begin: number;
  readonly end: number;
  readonly commandLine: string;
}

function placeModules(target: BootTarget, from: number, modules: readonly MultibootModule[]): PlacedModule[] {
  let next = from;
  return modules.map(({ bytes, commandLine }) => {
    const begin = Math.ceil(next / PAGE_BYTES) * PAGE_BYTES;
    target.write(begin, bytes);
    next = begin + bytes.length;
    return { begin, end: next, commandLine };
  });
}

/** The information structure (3.3), followed by what it points to. */
function information(ramBytes: number, commandLine: string, modules: readonly PlacedModule[]): Uint8Array {
  const map = memoryMap(ramBytes);
  const modulesAt = INFO_BYTES;
  const mapAt = modulesAt + modules.length * MODULE_BYTES;
  const stringsAt = mapAt + map.length * MAP_ENTRY_BYTES;
  const strings = [commandLine, ...modules.map((module) => module.commandLine)].map(asciiZ);
  const bytes = new Uint8Array(stringsAt + strings.reduce((sum, string) => sum + string.length, 0));
  const view = new DataView(bytes.buffer);
  const set = (at: number, value: number): void => view.setUint32(at, value, true);

  const addresses: number[] = [];
  let next = stringsAt;
  for (const string of strings) {
    addresses.push(INFO_AREA + next);
    bytes.set(string, next);
    next += string.length;
  }
  const flags = InfoFlag.memory | InfoFlag.commandLine | InfoFlag.modules | InfoFlag.memoryMap;
  const fields = {
    0: flags,
    4: LOW_MEMORY_BYTES / 1024,
    8: Math.max(0, ramBytes - EXTENDED_MEMORY) / 1024,
    16: addresses[0]!,
    20: modules.length,
    24: INFO_AREA + modulesAt,
    44: map.length * MAP_ENTRY_BYTES,
    48: INFO_AREA + mapAt,
  };
  for (const [at, value] of Object.entries(fields)) set(Number(at), value);
  for (const [i, module] of modules.entries()) {
    set(modulesAt + i * MODULE_BYTES, module.begin);
    set(modulesAt + i * MODULE_BYTES + 4, module.end);
    set(modulesAt + i * MODULE_BYTES + 8, addresses[i + 1]!);
  }
  for (const [i, range] of map.entries()) {
    const at = mapAt + i * MAP_ENTRY_BYTES;
    // The size does not count itself.
    set(at, MAP_ENTRY_BYTES - 4);
    set(at + 4, range.address);
    set(at + 12, range.byteCount);
    set(at + 20, range.type);
  }
  return bytes;
}

function asciiZ(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length + 1 }, (_, i) => text.charCodeAt(i) || 0);
}
