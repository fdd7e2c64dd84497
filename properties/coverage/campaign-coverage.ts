/** The coverage of a campaign: what its result tells, `check --json` prints and its page draws. */
import type { FaultKind } from "../../sim/faults/fault.ts";
import type { Wanted } from "../corpus.ts";
import type { Mark } from "./behaviour.ts";
import { cellMark } from "./behaviour.ts";
import {
  cellIsPossible,
  phaseNames,
  possibleMarks,
  reached,
  strikingRegimes,
  type Reach,
  type Reached,
} from "./possible.ts";
import type { Growth, Tally } from "./tally.ts";

/** In how many runs each fault was in force in each phase of the protocol; null where it cannot be. */
export interface CoverageMatrix {
  readonly phases: readonly string[];
  readonly rows: readonly { readonly fault: string; readonly hits: readonly (number | null)[] }[];
}

export interface CampaignCoverage {
  /** Runs in which each thing happened, by its mark. */
  readonly marks: ReadonlyMap<Mark, number>;
  /** Those that people read one by one. */
  readonly listed: readonly Reached[];
  /** What must have been reached and was not. */
  readonly missing: readonly Mark[];
  readonly matrix: CoverageMatrix;
  readonly cells: { readonly hit: number; readonly possible: number };
  readonly growth: Growth;
  /** Share of the latest round's runs that showed something new. */
  readonly newsShare: number;
}

function matrixOf(marks: ReadonlyMap<Mark, number>, reach: Reach): CoverageMatrix {
  const hitsOf = (kind: FaultKind) =>
    phaseNames.map((phase) =>
      cellIsPossible(kind, phase, reach) ? (marks.get(cellMark(kind.name, phase)) ?? 0) : null,
    );
  return { phases: phaseNames, rows: reach.kinds.map((kind) => ({ fault: kind.name, hits: hitsOf(kind) })) };
}

export function coverageOf(tally: Tally, reach: Reach): CampaignCoverage {
  const { marks, growth, newsShare } = tally;
  const matrix = matrixOf(marks, reach);
  const cells = matrix.rows.flatMap(({ hits }) => hits).filter((hits) => hits !== null);
  return {
    marks,
    listed: reached(marks, reach),
    missing: possibleMarks(reach).filter((mark) => !marks.has(mark)),
    matrix,
    cells: { hit: cells.filter((hits) => hits > 0).length, possible: cells.length },
    growth,
    newsShare,
  };
}

/** Cells that no run hit, filled up to `atLeast` with those that the fewest did. */
export function rarestCells(marks: ReadonlyMap<Mark, number>, reach: Reach, atLeast: number): readonly Wanted[] {
  const all = reach.kinds.flatMap((kind) =>
    phaseNames
      .filter((phase) => cellIsPossible(kind, phase, reach))
      .map((phase) => ({
        hits: marks.get(cellMark(kind.name, phase)) ?? 0,
        wanted: { aim: { kind: kind.name, phase }, regimes: strikingRegimes(kind, phase, reach) },
      })),
  );
  const rarest = all.toSorted((a, b) => a.hits - b.hits);
  const holes = rarest.filter(({ hits }) => hits === 0);
  return rarest.slice(0, Math.max(holes.length, atLeast)).map(({ wanted }) => wanted);
}
