/**
 * A mutant: a plausible wrong implementation of one part of the FT stack, swapped in to test the tester. `core` itself
 * holds no bug switches. A mutant is killed when the property that it names is among those violated.
 */
import type { Parts } from "../../core/ft/parts.ts";

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
  readonly parts: Parts;
}
