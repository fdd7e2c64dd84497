/**
 * A mutant: a plausible wrong implementation of one part of the FT stack, swapped in to test the tester. `core` itself
 * holds no bug switches. A mutant is killed when the property that it names is among those violated.
 */
import type { Parts } from "../../core/ft/parts.ts";
import type { GuestName } from "../../scenarios/guests/guests.ts";
import type { Settings } from "../../scenarios/scenario.ts";
import type { Fault, Regime } from "../../sim/faults/fault.ts";

/** One run that shows it: on the clean build its property is put to the test and holds there, with the mutant not. */
interface Situation {
  readonly seed: number;
  readonly settings: Settings;
  readonly schedule: readonly Fault[];
  readonly regime: Regime;
}

export interface Mutant {
  readonly id: string;
  /** Row of the checklist of behaviours whose mutant it is. */
  readonly row: string;
  /** What is wrong with it. */
  readonly about: string;
  /** What it takes to show. */
  readonly situation: string;
  /** The property that must catch it. */
  readonly property: string;
  /** The scenario in which it shows. */
  readonly scenario: string;
  /** A run of that scenario that always shows it. */
  readonly shown: Situation;
  readonly parts: Parts;
  /** The guest that is wrong, in place of the scenario's: what clients saw must show it. */
  readonly guest?: GuestName;
}

/** One of a user's own need not say what shows it. */
export type AnyMutant = Omit<Mutant, "shown"> & Partial<Pick<Mutant, "shown">>;
