/**
 * Which source line each instruction of a guest comes from: the line tables that compilers leave in ELF images (DWARF 5,
 * chapter 6.2; version 4 and before differ in the header). Where an image has none, nothing is known.
 */
import { posix } from "node:path";
import { sectionNamed } from "./sections.ts";

export interface SourceLine {
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** What begins at `address`; null: the end of a function, nothing is known from here on. */
interface Row {
  readonly address: number;
  readonly at: SourceLine | null;
}

const FORM = {
  STRING: 0x08,
  LINE_STRP: 0x1f,
  STRP: 0x0e,
  UDATA: 0x0f,
  DATA1: 0x0b,
  DATA2: 0x05,
  DATA4: 0x06,
  DATA16: 0x1e,
};
const CONTENT = { PATH: 1, DIRECTORY: 2 };
/** Opcodes below the first special one. */
const STANDARD = { COPY: 1, ADVANCE_PC: 2, ADVANCE_LINE: 3, SET_FILE: 4, CONST_ADD_PC: 8, FIXED_ADVANCE_PC: 9 };
const EXTENDED = { END_SEQUENCE: 1, SET_ADDRESS: 2 };

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = at;
  }

  byte(): number {
    return this.#view.getUint8(this.at++);
  }

  signedByte(): number {
    return this.#view.getInt8(this.at++);
  }

  half(): number {
    this.at += 2;
    return this.#view.getUint16(this.at - 2, true);
  }

  word(): number {
    this.at += 4;
    return this.#view.getUint32(this.at - 4, true);
  }

  /** LEB128 (DWARF 5, 7.6); values here are small. */
  unsigned(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if ((byte & 0x80) === 0) return value;
    }
  }

  signed(): number {
    const from = this.at;
    const value = this.unsigned();
    const bits = 7 * (this.at - from);
    return value >= 2 ** (bits - 1) ? value - 2 ** bits : value;
  }

  string(): string {
    const end = this.#bytes.indexOf(0, this.at);
    const text = new TextDecoder().decode(this.#bytes.subarray(this.at, end));
    this.at = end + 1;
    return text;
  }
}

/** The line of an address; null where none is known. */
export function linesOf(image: Uint8Array): (address: number) => SourceLine | null {
  const table = sectionNamed(image, ".debug_line");
  const rows = table ? rowsOf(table, sectionNamed(image, ".debug_line_str")) : [];
  // Of rows at one address the last one counts, and one that begins a function over one that ends another.
  rows.sort((a, b) => a.address - b.address || Number(a.at !== null) - Number(b.at !== null));
  return (address) => {
    let [low, high] = [0, rows.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (rows[middle]!.address <= address) low = middle + 1;
      else high = middle;
    }
    return rows[low - 1]?.at ?? null;
  };
}

function rowsOf(table: Uint8Array, strings: Uint8Array | null): Row[] {
  const rows: Row[] = [];
  for (const reader = new Reader(table); reader.at < table.length;) {
    const byteCount = reader.word();
    const end = reader.at + byteCount;
    readUnit(reader, end, strings, rows);
    reader.at = end;
  }
  return rows;
}

function readUnit(reader: Reader, end: number, strings: Uint8Array | null, rows: Row[]): void {
  const version = reader.half();
  if (version < 2 || version > 5) return;
  if (version === 5) reader.at += 2;
  const headerBytes = reader.word();
  const program = reader.at + headerBytes;
  const unitBytes = reader.byte();
  if (version >= 4) reader.byte();
  reader.byte();
  const lineBase = reader.signedByte();
  const lineRange = reader.byte();
  const opcodeBase = reader.byte();
  const operands = Array.from({ length: opcodeBase - 1 }, () => reader.byte());
  const files = version === 5 ? filesOf5(reader, strings) : filesOf4(reader);
  reader.at = program;

  let [address, file, line] = [0, 1, 1];
  let sequence: Row[] = [];
  const emit = () => sequence.push({ address, at: { file: files[file] ?? "?", line } });
  const advance = (operation: number) => {
    address += unitBytes * operation;
  };
  while (reader.at < end) {
    const opcode = reader.byte();
    if (opcode >= opcodeBase) {
      const special = opcode - opcodeBase;
      advance(Math.floor(special / lineRange));
      line += lineBase + (special % lineRange);
      emit();
    } else if (opcode === 0) {
      const byteCount = reader.unsigned();
      const next = reader.at + byteCount;
      const extended = reader.byte();
      if (extended === EXTENDED.SET_ADDRESS) address = reader.word();
      else if (extended === EXTENDED.END_SEQUENCE) {
        // What the linker threw away is left at address 0.
        if (sequence[0] && sequence[0].address > 0) rows.push(...sequence, { address, at: null });
        sequence = [];
        [address, file, line] = [0, 1, 1];
      }
      reader.at = next;
    } else if (opcode === STANDARD.COPY) emit();
    else if (opcode === STANDARD.ADVANCE_PC) advance(reader.unsigned());
    else if (opcode === STANDARD.ADVANCE_LINE) line += reader.signed();
    else if (opcode === STANDARD.SET_FILE) file = reader.unsigned();
    else if (opcode === STANDARD.CONST_ADD_PC) advance(Math.floor((255 - opcodeBase) / lineRange));
    else if (opcode === STANDARD.FIXED_ADVANCE_PC) address += reader.half();
    else for (let i = 0; i < operands[opcode - 1]!; i++) reader.unsigned();
  }
}

function filesOf4(reader: Reader): readonly string[] {
  const folders = ["."];
  for (let name = reader.string(); name !== ""; name = reader.string()) folders.push(name);
  const files = ["?"];
  for (let name = reader.string(); name !== ""; name = reader.string()) {
    files.push(joined(folders[reader.unsigned()] ?? ".", name));
    reader.unsigned();
    reader.unsigned();
  }
  return files;
}

function filesOf5(reader: Reader, strings: Uint8Array | null): readonly string[] {
  const folders = entriesOf(reader, strings).map(({ path }) => path);
  return entriesOf(reader, strings).map(({ path, folder }) => joined(folders[folder] ?? ".", path));
}

function entriesOf(reader: Reader, strings: Uint8Array | null): { readonly path: string; readonly folder: number }[] {
  const formats = Array.from({ length: reader.byte() }, () => [reader.unsigned(), reader.unsigned()] as const);
  return Array.from({ length: reader.unsigned() }, () => {
    const entry = { path: "?", folder: 0 };
    for (const [content, form] of formats) {
      const value = valueOf(reader, form, strings);
      if (content === CONTENT.PATH) entry.path = String(value);
      else if (content === CONTENT.DIRECTORY) entry.folder = Number(value);
    }
    return entry;
  });
}

function valueOf(reader: Reader, form: number, strings: Uint8Array | null): string | number {
  switch (form) {
    case FORM.STRING:
      return reader.string();
    case FORM.LINE_STRP:
    case FORM.STRP: {
      const offset = reader.word();
      return form === FORM.LINE_STRP && strings ? new Reader(strings, offset).string() : "?";
    }
    case FORM.UDATA:
      return reader.unsigned();
    case FORM.DATA1:
      return reader.byte();
    case FORM.DATA2:
      return reader.half();
    case FORM.DATA4:
      return reader.word();
    case FORM.DATA16:
      reader.at += 16;
      return 0;
    default:
      throw new Error(`line table: unknown form ${form}`);
  }
}

function joined(folder: string, name: string): string {
  return name.startsWith("/") ? name : posix.join(folder, name);
}
