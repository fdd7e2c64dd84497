/** What the runs of a campaign reached together, how that grew, and how much is likely left. */
import type { Mark } from "./behaviour.ts";

/** Behaviours seen after so many runs, and how likely the next run shows a new one (Good-Turing). */
export interface Growth {
  readonly runs: readonly number[];
  readonly behaviours: readonly number[];
  readonly residual: number;
  readonly assumption: string;
}

/** Runs between two points of the curve. */
const GROWTH_STEP = 16;

export class Tally {
  /** Runs in which each mark was set. */
  readonly marks = new Map<Mark, number>();
  /** The same, of freshly drawn runs alone. */
  readonly #fresh = new Map<Mark, number>();
  readonly #growth: { readonly runs: number; readonly behaviours: number }[] = [{ runs: 0, behaviours: 0 }];
  #freshRuns = 0;
  #runs = 0;
  /** Runs of the latest round, and those of them that showed something new. */
  #round = { runs: 0, news: 0 };
  #lastRound = { runs: 0, news: 0 };

  /** Takes one run; returns how many of its marks are new. `fresh`: it was drawn anew, not made from another. */
  add(marks: readonly Mark[], fresh: boolean): number {
    let news = 0;
    for (const mark of marks) {
      const before = this.marks.get(mark) ?? 0;
      if (before === 0) news++;
      this.marks.set(mark, before + 1);
      if (fresh) this.#fresh.set(mark, (this.#fresh.get(mark) ?? 0) + 1);
    }
    this.#runs++;
    if (fresh) this.#freshRuns++;
    this.#round.runs++;
    if (news > 0) this.#round.news++;
    if (this.#runs % GROWTH_STEP === 0) this.#point();
    return news;
  }

  endRound(): void {
    this.#lastRound = this.#round;
    this.#round = { runs: 0, news: 0 };
  }

  /** Share of the latest round's runs that showed something new. */
  get newsShare(): number {
    const { runs, news } = this.#lastRound;
    return runs === 0 ? 0 : news / runs;
  }

  get growth(): Growth {
    if (this.#growth.at(-1)!.runs !== this.#runs) this.#point();
    let once = 0;
    for (const runs of this.#fresh.values()) if (runs === 1) once++;
    const residual = this.#freshRuns === 0 ? 1 : Math.min(1, once / this.#freshRuns);
    return {
      runs: this.#growth.map(({ runs }) => runs),
      behaviours: this.#growth.map(({ behaviours }) => behaviours),
      residual,
      assumption:
        `An upper estimate (Good-Turing): of ${this.#freshRuns} freshly drawn runs, ${once} behaviours were seen in one only. ` +
        "It takes runs as independent draws from one distribution, which holds of these, not of runs made from the corpus; " +
        "it speaks of behaviours as counted here and of schedules as generated here, not of all that could happen.",
    };
  }

  #point(): void {
    this.#growth.push({ runs: this.#runs, behaviours: this.marks.size });
  }
}
