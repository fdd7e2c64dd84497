/**
 * Search that learns: runs that showed behaviour which no run before them had shown are kept, and later runs are made
 * from them (variation.ts). A round makes its runs from the corpus as it stood at the round's start, so what a run is
 * depends on the seed, its number and the rounds before, never on the number of workers (DESIGN 9).
 */
import fc from "fast-check";
import type { Phase } from "../core/ft/phase.ts";
import type { Settings } from "../scenarios/scenario.ts";
import type { Fault, Regime } from "../sim/faults/fault.ts";
import type { Moment } from "./coverage/behaviour.ts";
import { draw } from "./generate.ts";
import { regimes } from "./spec.ts";

/** A run worth keeping, and when its nodes were in which phase. */
export interface Kept {
  readonly index: number;
  /** Name or path. */
  readonly scenario: string;
  readonly settings: Settings;
  readonly seed: number;
  readonly regime: Regime;
  readonly schedule: readonly Fault[];
  readonly moments: readonly Moment[];
}

/** A fault that is to strike in a phase. */
export interface Aim {
  readonly kind: string;
  readonly phase: Phase;
}

/** From what a run is made that is not freshly drawn. */
export interface Origin {
  readonly parent: Kept;
  readonly aims: readonly Aim[];
  /** How the run is judged: as its parent, or by less where its aims are faults that the parent's regime does not know. */
  readonly regime: Regime;
}

/** An aim, and the regimes in which such a fault strikes in such a phase. */
export interface Wanted {
  readonly aim: Aim;
  readonly regimes: readonly Regime[];
}

const KEPT_MAX = 2000;
const AIMS_MAX = 3;

/** Whether a run after the first round is made from another. Half are, so that the other half stays a fair sample. */
export function isVaried(campaign: number, index: number): boolean {
  return draw(fc.boolean(), `varied\0${campaign}\0${index}`);
}

export class Corpus {
  readonly #kept: Kept[] = [];

  /** The latest showed what is rarest: when the corpus is full, the earliest goes. */
  add(kept: Kept): void {
    this.#kept.push(kept);
    if (this.#kept.length > KEPT_MAX) this.#kept.shift();
  }

  /** What run `index` is made from; null while nothing is kept. `wanted`: what few runs have met, the rarest first. */
  originOf(campaign: number, index: number, wanted: readonly Wanted[]): Origin | null {
    const [which, ...choices] = draw(
      fc.array(fc.nat(), { minLength: AIMS_MAX + 1, maxLength: AIMS_MAX + 1 }),
      `origin\0${campaign}\0${index}`,
    );
    const first = chosen(
      wanted.filter((one) => this.#kept.some((kept) => regimeFor(one, kept) !== undefined)),
      choices[0]!,
    );
    const parent = chosen(first ? this.#kept.filter((kept) => regimeFor(first, kept)) : this.#kept, which!);
    if (!parent) return null;
    const regime = (first && regimeFor(first, parent)) ?? parent.regime;
    // The same run may meet others that are wanted, too.
    const others = wanted.filter((one) => one.regimes.includes(regime) && reaches(parent, one.aim));
    const aims = [first, ...choices.slice(1).map((choice) => chosen(others, choice))];
    return { parent, regime, aims: [...new Set(aims.flatMap((one) => (one ? [one.aim] : [])))] };
  }
}

function chosen<Thing>(from: readonly Thing[], number: number): Thing | undefined {
  return from[number % Math.max(1, from.length)];
}

function reaches({ moments }: Kept, { phase }: Aim): boolean {
  return moments.some((moment) => moment.phase === phase);
}

/**
 * The strictest regime for a run that is made from this one and aims so; undefined: it cannot be met from here. What one
 * regime allows, those after it allow, too, so a run may move on to them with all its faults.
 */
function regimeFor({ aim, regimes: striking }: Wanted, kept: Kept): Regime | undefined {
  if (!reaches(kept, aim)) return undefined;
  return regimes.slice(regimes.indexOf(kept.regime)).find((regime) => striking.includes(regime));
}
