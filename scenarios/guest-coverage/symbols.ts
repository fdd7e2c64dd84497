/** The functions of a guest: the symbol table of its ELF image (System V ABI, edition 4.1, chapter 4). */
import { sectionsOf, type Section } from "./sections.ts";

export interface FunctionSymbol {
  readonly name: string;
  readonly address: number;
  readonly bytes: Uint8Array;
}

const SHT_SYMTAB = 2;
const SHF_EXECINSTR = 4;
const STT_NOTYPE = 0;
const STT_FUNC = 2;
const SYMBOL_BYTES = 16;

/** By address; none where the image has no symbols. Labels of assembly reach up to the next symbol. */
export function functionsOf(image: Uint8Array): readonly FunctionSymbol[] {
  const sections = sectionsOf(image);
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  const word = (at: number) => view.getUint32(at, true);
  const symbols = sections.find(({ type }) => type === SHT_SYMTAB);
  if (!symbols) return [];
  const names = sections[symbols.link]!;
  const found: { name: string; address: number; byteCount: number; section: Section }[] = [];
  for (let at = symbols.offset; at < symbols.offset + symbols.byteCount; at += SYMBOL_BYTES) {
    const section = sections[view.getUint16(at + 14, true)];
    const type = view.getUint8(at + 12) & 15;
    if (!section || (section.flags & SHF_EXECINSTR) === 0 || (type !== STT_FUNC && type !== STT_NOTYPE)) continue;
    const begin = names.offset + word(at);
    const name = new TextDecoder("latin1").decode(image.subarray(begin, image.indexOf(0, begin)));
    found.push({ name, address: word(at + 4), byteCount: word(at + 8), section });
  }
  found.sort((a, b) => a.address - b.address);
  return found.flatMap(({ name, address, byteCount, section }, i) => {
    const sectionEnd = section.address + section.byteCount;
    const next = found.find((other, j) => j > i && other.address > address)?.address ?? sectionEnd;
    const length = byteCount > 0 ? byteCount : Math.min(next, sectionEnd) - address;
    const offset = section.offset + address - section.address;
    return length > 0 ? [{ name, address, bytes: image.subarray(offset, offset + length) }] : [];
  });
}
