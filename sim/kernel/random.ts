/**
 * Named, independent streams of the one seed (law 5): `tychei(root + "\0" + name)`. A draw from one never shifts
 * another, so a schedule that adds a lost packet leaves the disk's delays as they were.
 */
import seedrandom from "seedrandom";

type TycheiState = ReturnType<ReturnType<typeof createGenerator>["state"]>;

/** State of every stream drawn from so far, by name. */
export type SavedStreams = Readonly<Record<string, TycheiState>>;

const TWO_TO_32 = 0x1_0000_0000;
const TWO_TO_53 = 0x20_0000_0000_0000;

function createGenerator(seed: string, state?: object) {
  return seedrandom.tychei(seed, { state: (state ?? true) as true });
}

export class RandomStream {
  readonly #seed: string;
  readonly #saved: TycheiState | undefined;
  /** Made at the first draw: most lines of most worlds never draw. */
  #generator: ReturnType<typeof createGenerator> | null = null;

  constructor(seed: string, saved?: TycheiState) {
    this.#seed = seed;
    this.#saved = saved;
  }

  #int32(): number {
    this.#generator ??= createGenerator(this.#seed, this.#saved);
    return this.#generator.int32();
  }

  /** An integer, uniform in 0 to `bound` - 1. `bound` is 1 to 2^53. */
  below(bound: number): number {
    if (bound <= TWO_TO_32) {
      // 2^32 modulo the bound, without leaving 32 bits: a remainder of floats is a call.
      const fair = bound === TWO_TO_32 ? bound : TWO_TO_32 - (((0 - bound) >>> 0) % bound);
      for (;;) {
        const draw = this.#int32() >>> 0;
        if (draw < fair) return draw % bound;
      }
    }
    const fair = TWO_TO_53 - (TWO_TO_53 % bound);
    for (;;) {
      const draw = (this.#int32() >>> 11) * TWO_TO_32 + (this.#int32() >>> 0);
      if (draw < fair) return draw % bound;
    }
  }

  /** True in `numerator` of `denominator` cases; draws nothing when that is never or always. */
  chance(numerator: number, denominator: number): boolean {
    if (numerator <= 0) return false;
    return numerator >= denominator || this.below(denominator) < numerator;
  }

  bytes(count: number): Uint8Array {
    const bytes = new Uint8Array(count);
    for (let i = 0; i < count; i++) bytes[i] = this.#int32();
    return bytes;
  }

  /** Undefined before the first draw. */
  state(): TycheiState | undefined {
    return this.#generator?.state() ?? this.#saved;
  }
}

export class RandomStreams {
  readonly #root: string;
  readonly #saved: SavedStreams;
  readonly #streams = new Map<string, RandomStream>();

  constructor(root: string, saved: SavedStreams = {}) {
    this.#root = root;
    this.#saved = saved;
  }

  stream(name: string): RandomStream {
    let stream = this.#streams.get(name);
    if (!stream) {
      stream = new RandomStream(`${this.#root}\0${name}`, this.#saved[name]);
      this.#streams.set(name, stream);
    }
    return stream;
  }

  save(): SavedStreams {
    const saved: Record<string, TycheiState> = { ...this.#saved };
    for (const [name, stream] of this.#streams) {
      const state = stream.state();
      if (state !== undefined) saved[name] = state;
    }
    return saved;
  }
}
