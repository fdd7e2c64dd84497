/**
 * Bytes of the wire formats: unsigned integers below 2^53 as LEB128 varints, texts of one-byte characters, hashes of
 * 16 hexadecimal digits as 8 bytes. The reader trusts nothing: what does not parse is a `FormatError`.
 */
import { HASH_BYTES, putHash } from "../vm/snapshot/hash-digits.ts";

/** Bytes from outside that are not what they should be. The message says where and what was expected. */
export class FormatError extends Error {
  override readonly name = "FormatError";
}

/** Of writers that were taken, for the next: a new array for each small message would cost more than the message. */
const spares: Uint8Array[] = [];
const sparesMax = 4;
const spareBytes = 256;
const spareMaxBytes = 4096;

export class ByteWriter {
  #bytes: Uint8Array;
  #start: number;
  /** Bytes used, the room in front included. */
  #length: number;

  /** `frontBytes`: room for what `prepend` puts before all else. */
  constructor(expectedBytes = 64, frontBytes = 0) {
    this.#start = frontBytes;
    this.#length = frontBytes;
    const byteCount = Math.max(spareBytes, expectedBytes + frontBytes);
    this.#bytes = (byteCount === spareBytes ? spares.pop() : undefined) ?? new Uint8Array(byteCount);
  }

  get length(): number {
    return this.#length - this.#start;
  }

  #room(byteCount: number): Uint8Array {
    const needed = this.#length + byteCount;
    if (needed > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    return this.#bytes;
  }

  byte(value: number): this {
    this.#room(1)[this.#length++] = value;
    return this;
  }

  varint(value: number): this {
    const bytes = this.#room(8);
    if (!(value >= 0 && value <= Number.MAX_SAFE_INTEGER)) throw new RangeError(`varint of ${value}`);
    let rest = value;
    while (rest >= 0x8000_0000) {
      bytes[this.#length++] = (rest % 128) + 128;
      rest = Math.floor(rest / 128);
    }
    while (rest >= 128) {
      bytes[this.#length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    bytes[this.#length++] = rest;
    return this;
  }

  word(value: number): this {
    const bytes = this.#room(4);
    for (let shift = 0; shift < 32; shift += 8) bytes[this.#length++] = (value >>> shift) & 255;
    return this;
  }

  raw(bytes: Uint8Array): this {
    this.#room(bytes.length).set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  /** Length, then the bytes. */
  block(bytes: Uint8Array): this {
    return this.varint(bytes.length).raw(bytes);
  }

  text(text: string): this {
    this.varint(text.length);
    const bytes = this.#room(text.length);
    for (let i = 0; i < text.length; i++) bytes[this.#length++] = text.charCodeAt(i);
    return this;
  }

  hash(digits: string): this {
    putHash(this.#room(HASH_BYTES), this.#length, digits);
    this.#length += HASH_BYTES;
    return this;
  }

  /** The first `count` of these bytes, before all that was written. */
  prepend(bytes: Uint8Array, count: number): this {
    if (count > this.#start) throw new RangeError(`${count} bytes before a message with room for ${this.#start}`);
    this.#start -= count;
    for (let i = 0; i < count; i++) this.#bytes[this.#start + i] = bytes[i] ?? 0;
    return this;
  }

  /** What was written so far; valid until the next write. */
  view(): Uint8Array {
    return this.#bytes.subarray(this.#start, this.#length);
  }

  /** `sum` of what was written so far, without a view of it. */
  checksum(sum: (bytes: Uint8Array, start: number, end: number) => number): number {
    return sum(this.#bytes, this.#start, this.#length);
  }

  /** A copy of what was written. Ends the writer. */
  take(): Uint8Array {
    const bytes = this.#bytes;
    if (bytes.length <= spareMaxBytes && spares.length < sparesMax) spares.push(bytes);
    const taken = bytes.slice(this.#start, this.#length);
    this.#bytes = ended;
    this.#start = 0;
    this.#length = 0;
    return taken;
  }
}

const ended = new Uint8Array(0);

export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #at: number;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  get at(): number {
    return this.#at;
  }

  get left(): number {
    return this.#end - this.#at;
  }

  byte(): number {
    if (this.#at >= this.#end) throw new FormatError(`byte ${this.#at}: expected more, found the end`);
    return this.#bytes[this.#at++] ?? 0;
  }

  varint(): number {
    const start = this.#at;
    let value = 0;
    for (let scale = 1; scale < 2 ** 56; scale *= 128) {
      const next = this.byte();
      value += (next & 127) * scale;
      if (next < 128) {
        if (value > Number.MAX_SAFE_INTEGER) break;
        return value;
      }
    }
    throw new FormatError(`byte ${start}: expected an integer below 2^53`);
  }

  word(): number {
    const low = this.byte() | (this.byte() << 8);
    return (low | (this.byte() << 16) | (this.byte() << 24)) >>> 0;
  }

  /** A copy: what is read never keeps the message alive, nor shares memory with its sender. */
  raw(byteCount: number): Uint8Array {
    if (byteCount > this.left) {
      throw new FormatError(`byte ${this.#at}: expected ${byteCount} bytes, found ${this.left}`);
    }
    this.#at += byteCount;
    return this.#bytes.slice(this.#at - byteCount, this.#at);
  }

  block(): Uint8Array {
    return this.raw(this.varint());
  }

  text(): string {
    const length = this.varint();
    if (length > this.left)
      throw new FormatError(`byte ${this.#at}: expected ${length} characters, found ${this.left}`);
    let text = "";
    for (let i = 0; i < length; i++) text += String.fromCharCode(this.byte());
    return text;
  }

  hash(): string {
    let digits = "";
    for (let i = 0; i < 4; i++) {
      const two = (this.byte() << 8) | this.byte();
      digits += (two + 0x1_0000).toString(16).slice(1);
    }
    return digits;
  }

  end(): void {
    if (this.left !== 0) throw new FormatError(`byte ${this.#at}: expected the end, found ${this.left} bytes more`);
  }
}
