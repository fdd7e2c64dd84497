/** The sections of an ELF image (System V ABI, edition 4.1, chapter 4). */
import { isElf } from "../../core/vm/loader/elf.ts";

export interface Section {
  /** Offset in the table of names. */
  readonly name: number;
  readonly type: number;
  readonly flags: number;
  readonly address: number;
  readonly offset: number;
  readonly byteCount: number;
  readonly link: number;
}

const SECTION_BYTES = 40;

/** None of what is no ELF image. */
export function sectionsOf(image: Uint8Array): readonly Section[] {
  if (!isElf(image)) return [];
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  const word = (at: number) => view.getUint32(at, true);
  const table = word(32);
  return Array.from({ length: view.getUint16(48, true) }, (_, i): Section => {
    const at = table + i * SECTION_BYTES;
    return {
      name: word(at),
      type: word(at + 4),
      flags: word(at + 8),
      address: word(at + 12),
      offset: word(at + 16),
      byteCount: word(at + 20),
      link: word(at + 24),
    };
  });
}

/** What a section holds; null where there is none of that name. */
export function sectionNamed(image: Uint8Array, name: string): Uint8Array | null {
  const sections = sectionsOf(image);
  const names = sections[new DataView(image.buffer, image.byteOffset, image.byteLength).getUint16(50, true)];
  const nameOf = (section: Section): string => {
    const from = names!.offset + section.name;
    return new TextDecoder("latin1").decode(image.subarray(from, image.indexOf(0, from)));
  };
  const section = sections.find((one) => nameOf(one) === name);
  return section ? image.subarray(section.offset, section.offset + section.byteCount) : null;
}
