/**
 * The trace hash: every simulator event and every trace event of a run, folded into 64 bits as they happen. It is fed
 * the same whether or not anybody watches (law 1). Not cryptographic: two multiply-rotate lanes over 32-bit words.
 * Objects are folded by their values, in the order in which their literal names them;
 * a field that is undefined is not there.
 */
export type SavedHash = readonly [number, number];

function finish(lane: number): number {
  let mixed = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** From here on a view is worth making. */
const longBytes = 256;

export class TraceHash {
  #a: number;
  #b: number;

  constructor(saved: SavedHash = [0x2545f491, 0x4f6cdd1d]) {
    [this.#a, this.#b] = saved;
  }

  save(): SavedHash {
    return [this.#a, this.#b];
  }

  /** 16 hexadecimal digits. */
  get digits(): string {
    const high = finish(this.#a ^ Math.imul(this.#b, 0x9e3779b1));
    const low = finish(this.#b ^ Math.imul(this.#a, 0x85ebca77));
    return high.toString(16).padStart(8, "0") + low.toString(16).padStart(8, "0");
  }

  word(value: number): void {
    let a = Math.imul(this.#a ^ value, 0x9e3779b1);
    a = (a << 13) | (a >>> 19);
    const b = Math.imul(this.#b + a, 0x85ebca77);
    this.#a = a;
    this.#b = ((b << 17) | (b >>> 15)) ^ value;
  }

  /** Any safe integer. */
  integer(value: number): void {
    this.word(value | 0);
    if (value > 0x7fffffff || value < -0x80000000) this.word(Math.floor(value / 0x1_0000_0000) | 0);
  }

  text(value: string): void {
    const { length } = value;
    this.word(length);
    let i = 0;
    for (; i + 2 <= length; i += 2) this.word(value.charCodeAt(i) | (value.charCodeAt(i + 1) << 16));
    if (i < length) this.word(value.charCodeAt(i));
  }

  bytes(value: Uint8Array): void {
    const length = value.length;
    this.word(length);
    let i = 0;
    if (length >= longBytes) i = this.#words(value);
    for (; i + 4 <= length; i += 4) {
      this.word(value[i]! | (value[i + 1]! << 8) | (value[i + 2]! << 16) | (value[i + 3]! << 24));
    }
    for (; i < length; i++) this.word(value[i]!);
  }

  /** `word` of every whole word of long bytes: pages of memory on their way. Returns how many bytes those are. */
  #words(value: Uint8Array): number {
    const view = new DataView(value.buffer, value.byteOffset, value.length);
    const end = value.length & ~3;
    let a = this.#a;
    let b = this.#b;
    for (let i = 0; i < end; i += 4) {
      const word = view.getInt32(i, true);
      a = Math.imul(a ^ word, 0x9e3779b1);
      a = (a << 13) | (a >>> 19);
      b = Math.imul(b + a, 0x85ebca77);
      b = ((b << 17) | (b >>> 15)) ^ word;
    }
    this.#a = a;
    this.#b = b;
    return end;
  }

  /** Plain data of any shape. Throws on what has no order or no exact value: functions, fractions, class instances. */
  value(value: unknown): void {
    switch (typeof value) {
      case "string":
        this.text(value);
        return;
      case "number":
        if (!Number.isSafeInteger(value)) throw new RangeError(`trace hash: ${value} is no safe integer`);
        this.integer(value);
        return;
      case "boolean":
        this.word(value ? 0x74 : 0x66);
        return;
      case "undefined":
        this.word(0x75);
        return;
      case "object":
        if (value === null) this.word(0x6e);
        else if (value instanceof Uint8Array) this.bytes(value);
        else this.#object(value as Record<string, unknown>);
        return;
      default:
        throw new TypeError(`trace hash: a ${typeof value} is no plain data`);
    }
  }

  #object(value: Record<string, unknown>): void {
    this.word(0x7b);
    for (const key in value) {
      const field = value[key];
      if (field !== undefined) this.value(field);
    }
    this.word(0x7d);
  }
}
