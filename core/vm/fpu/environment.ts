/** The images that FNSTENV, FLDENV, FNSAVE and FRSTOR move (SDM vol. 1, 8.1.10 and 8.1.11). */
import { Extended } from "./extended.ts";
import type { Registers } from "./registers.ts";

/** Operand size and addressing of the image; real-address format also in virtual-8086 mode. */
export interface ImageFormat {
  readonly wide: boolean;
  readonly real: boolean;
}

const REGISTER_BYTES = 80;
export const IMAGE_BYTES_MAX = 28 + REGISTER_BYTES;

export function environmentBytes(format: ImageFormat): number {
  return format.wide ? 28 : 14;
}

export function stateBytes(format: ImageFormat): number {
  return environmentBytes(format) + REGISTER_BYTES;
}

/** Writes the image of the environment. Reserved halves of the 32-bit formats are all ones. */
export function storeEnvironment(registers: Registers, format: ImageFormat, image: Uint8Array): void {
  const { codeSelector, codeOffset, dataSelector, dataOffset, opcode } = registers;
  putControl(image, format, 0, registers.control);
  putControl(image, format, 1, registers.status);
  putControl(image, format, 2, registers.tagWord(new Extended()));
  if (!format.real) {
    putPointer(image, format, 3, codeOffset);
    // The opcode has a place in the 32-bit format only.
    putPointer(image, format, 4, format.wide ? codeSelector | (opcode << 16) : codeSelector);
    putPointer(image, format, 5, dataOffset);
    if (format.wide) putControl(image, format, 6, dataSelector);
    else putPointer(image, format, 6, dataSelector);
    return;
  }
  const code = (codeSelector << 4) + codeOffset;
  const data = (dataSelector << 4) + dataOffset;
  putControl(image, format, 3, code);
  putPointer(image, format, 4, linearHigh(format, code) | opcode);
  putControl(image, format, 5, data);
  putPointer(image, format, 6, linearHigh(format, data));
}

/** The upper bits of a linear address as the real-address formats have them, from bit 12. */
function linearHigh(format: ImageFormat, address: number): number {
  return format.wide ? (address >>> 16) << 12 : ((address >>> 16) & 15) << 12;
}

export function loadEnvironment(registers: Registers, format: ImageFormat, image: Uint8Array): void {
  registers.control = get(image, format, 0);
  registers.status = get(image, format, 1);
  registers.setTagWord(get(image, format, 2));
  const third = get(image, format, 3);
  const fourth = get(image, format, 4);
  const fifth = get(image, format, 5);
  const sixth = get(image, format, 6);
  if (format.real) {
    registers.setCodePointer(fourth, 0, (third & 0xffff) | ((fourth >>> 12) << 16));
    registers.setDataPointer(0, (fifth & 0xffff) | ((sixth >>> 12) << 16));
  } else {
    registers.setCodePointer(format.wide ? fourth >>> 16 : 0, fourth & 0xffff, third);
    registers.setDataPointer(sixth & 0xffff, fifth);
  }
}

/** Writes ST(0) to ST(7) behind the environment, ten bytes each. */
export function storeRegisters(registers: Registers, format: ImageFormat, image: Uint8Array): void {
  let at = environmentBytes(format);
  for (let i = 0; i < 8; i++, at += 10) {
    put32(image, at, registers.low(i));
    put32(image, at + 4, registers.high(i));
    put16(image, at + 8, registers.signExponent(i));
  }
}

/** Reads ST(0) to ST(7) from behind the environment, which is loaded already. */
export function loadRegisters(registers: Registers, format: ImageFormat, image: Uint8Array): void {
  let at = environmentBytes(format);
  for (let i = 0; i < 8; i++, at += 10) {
    const empty = registers.isEmpty(i);
    registers.writeBits(i, get16(image, at + 8), get32(image, at + 4), get32(image, at));
    if (empty) registers.free(i);
  }
}

function putControl(image: Uint8Array, format: ImageFormat, field: number, value: number): void {
  putPointer(image, format, field, format.wide ? value | ~0xffff : value);
}

function putPointer(image: Uint8Array, format: ImageFormat, field: number, value: number): void {
  if (format.wide) put32(image, 4 * field, value);
  else put16(image, 2 * field, value);
}

function get(image: Uint8Array, format: ImageFormat, field: number): number {
  return format.wide ? get32(image, 4 * field) : get16(image, 2 * field);
}

function put16(image: Uint8Array, at: number, value: number): void {
  image[at] = value;
  image[at + 1] = value >> 8;
}

function put32(image: Uint8Array, at: number, value: number): void {
  put16(image, at, value);
  put16(image, at + 2, value >> 16);
}

function get16(image: Uint8Array, at: number): number {
  return image[at]! | (image[at + 1]! << 8);
}

function get32(image: Uint8Array, at: number): number {
  return get16(image, at) | (get16(image, at + 2) << 16);
}
