import { RandomStream } from "../../sim/kernel/random.ts";

/** Draws for generated tests; a stream a test, so that any test can be made again by itself. */
export class Draw {
  readonly #stream: RandomStream;

  constructor(name: string) {
    this.#stream = new RandomStream(name);
  }

  below(bound: number): number {
    return this.#stream.below(bound);
  }

  int32(): number {
    return this.#stream.below(0x1_0000_0000) | 0;
  }

  oneIn(n: number): boolean {
    return this.#stream.chance(1, n);
  }

  pick<T>(values: readonly T[]): T {
    return values[this.#stream.below(values.length)] as T;
  }

  /** Numbers at which arithmetic tends to go wrong, and any others. */
  number(): number {
    switch (this.below(5)) {
      case 0:
        return this.pick(EDGES);
      case 1:
        return 1 << this.below(32);
      case 2:
        return (this.int32() << 24) >> 24;
      case 3:
        return this.int32() >> this.below(32);
      default:
        return this.int32();
    }
  }

  /** Hexadecimal. */
  bytes(count: number): string {
    let hex = "";
    for (let i = 0; i < count; i += 4) hex += littleEndian(this.number(), 4);
    return hex.slice(0, 2 * count);
  }
}

const EDGES = [0, 1, -1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fff_ffff, 0x8000_0000 | 0, 0x1_0000, 31, 32, 33];

/** The low `byteCount` bytes, hexadecimal. */
export function littleEndian(value: number, byteCount: number): string {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32LE(value | 0);
  return buffer.toString("hex", 0, byteCount);
}
