/** The first difference of two machines: component, register or address. */
import {
  CODE_TLB_OFFSET,
  FPU_BYTES,
  FPU_OFFSET,
  PAGE_BYTES,
  SEGMENT,
  SEGMENT_WORD,
  SEGMENT_WORDS,
  TLB_OFFSET,
  WORD,
} from "../layout.ts";
import { FieldLister } from "./field-lister.ts";
import type { Stateful } from "./state-visitor.ts";

export interface MachineDifference {
  /** What differs: `cpu/EIP`, `cpu/SEGMENTS CS BASE`, `pic/master/imr`, `ram/1f40h`. */
  readonly where: string;
  readonly left: string;
  readonly right: string;
}

interface Comparable extends Stateful {
  readonly pageCount: number;
  readPage(page: number): Uint8Array;
}

/** In the order CPU, TLB, devices, RAM; null if the machines are equal. */
export function firstDifference(left: Comparable, right: Comparable): MachineDifference | null {
  const [ours, theirs] = [fieldsOf(left), fieldsOf(right)];
  for (let i = 0; i < Math.max(ours.length, theirs.length); i++) {
    const [a, b] = [ours[i], theirs[i]];
    if (a === undefined || b === undefined || a.path !== b.path) {
      return {
        where: (a ?? b)!.path,
        left: a === undefined ? "absent" : "present",
        right: b === undefined ? "absent" : "present",
      };
    }
    if (typeof a.value === "string" || typeof b.value === "string") {
      if (a.value !== b.value) return { where: a.path, left: String(a.value), right: String(b.value) };
      continue;
    }
    const at = firstByte(a.value, b.value);
    if (at >= 0)
      return a.path === "cpu" ? cpuDifference(at, a.value, b.value) : byteDifference(a.path, at, a.value, b.value);
  }
  for (let page = 0; page < left.pageCount; page++) {
    const [a, b] = [left.readPage(page), right.readPage(page)];
    const at = firstByte(a, b);
    if (at >= 0) {
      return { where: `ram/${(page * PAGE_BYTES + at).toString(16)}h`, left: hex(a[at], 2), right: hex(b[at], 2) };
    }
  }
  return null;
}

function fieldsOf(machine: Stateful): FieldLister["fields"] {
  const lister = new FieldLister();
  machine.visitState(lister);
  return lister.fields;
}

/** Index of the first byte that differs or that one has alone; -1 if there is none. */
function firstByte(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return i;
  return a.length === b.length ? -1 : length;
}

function byteDifference(path: string, at: number, a: Uint8Array, b: Uint8Array): MachineDifference {
  return { where: `${path}[${at}]`, left: hex(a[at], 2), right: hex(b[at], 2) };
}

function cpuDifference(at: number, a: Uint8Array, b: Uint8Array): MachineDifference {
  if (at >= FPU_OFFSET && at < FPU_OFFSET + FPU_BYTES) return byteDifference("cpu/FPU", at - FPU_OFFSET, a, b);
  const word = at >> 2;
  return { where: `cpu/${wordName(word)}`, left: hex(wordOf(a, word), 8), right: hex(wordOf(b, word), 8) };
}

const GENERAL = ["EAX", "ECX", "EDX", "EBX", "ESP", "EBP", "ESI", "EDI"];

/** Name of a word of the architectural state, by `layout.ts`. */
function wordName(word: number): string {
  if (word * 4 >= CODE_TLB_OFFSET) return `code TLB entry ${(word - CODE_TLB_OFFSET / 4) >> 1}`;
  if (word * 4 >= TLB_OFFSET) return `TLB entry ${(word - TLB_OFFSET / 4) >> 1}`;
  if (word < GENERAL.length) return GENERAL[word]!;
  const inSegments = word - WORD.SEGMENTS;
  if (inSegments >= 0 && inSegments < Object.keys(SEGMENT).length * SEGMENT_WORDS) {
    const segment = nameOf(SEGMENT, Math.floor(inSegments / SEGMENT_WORDS));
    return `${segment} ${nameOf(SEGMENT_WORD, inSegments % SEGMENT_WORDS)}`;
  }
  return nameOf(WORD, word);
}

/** The last name at or below an index, with the distance to it. */
function nameOf(names: Readonly<Record<string, number>>, index: number): string {
  let best = "";
  let bestAt = -1;
  for (const [name, at] of Object.entries(names)) {
    if (at <= index && at > bestAt) [best, bestAt] = [name, at];
  }
  return bestAt === index ? best : `${best}+${index - bestAt}`;
}

function wordOf(bytes: Uint8Array, word: number): number | undefined {
  const at = word * 4;
  return at + 4 > bytes.length
    ? undefined
    : (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}

function hex(value: number | undefined, digits: number): string {
  return value === undefined ? "absent" : `${value.toString(16).padStart(digits, "0")}h`;
}
