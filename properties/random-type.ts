/**
 * fast-check's randomness from the one seed: tychei, as in the simulator, under a name of its own. `jump` must be a pure
 * function of the state, or replaying a counterexample by its path breaks; tychei has no closed jump, so a jump seeds a
 * generator from the state.
 */
import seedrandom from "seedrandom";

type State = seedrandom.State.Tychei;

function seeded(seed: string, state?: State) {
  return seedrandom.tychei(seed, { state: (state ?? true) as true });
}

class Tychei {
  #generator: ReturnType<typeof seeded>;

  constructor(generator: ReturnType<typeof seeded>) {
    this.#generator = generator;
  }

  clone(): Tychei {
    return new Tychei(seeded("", this.#generator.state()));
  }

  /** A 32-bit integer. */
  next(): number {
    return this.#generator.int32();
  }

  jump(): void {
    const { a, b, c, d } = this.#generator.state();
    this.#generator = seeded(`jump ${a} ${b} ${c} ${d}`);
  }

  getState(): readonly number[] {
    const { a, b, c, d } = this.#generator.state();
    return [a, b, c, d];
  }
}

/** The generator of a named decision: for example `schedule`, of the seed of a campaign and the number of a run. */
export function randomOf(name: string): Tychei {
  return new Tychei(seeded(name));
}
