/** What a campaign reached, as `lockstep coverage --json` prints it. */
import type { Reached } from "../../properties/coverage/possible.ts";
import type { FileCoverage as GuestFile, FunctionCoverage, Share } from "../../scenarios/guest-coverage/blocks.ts";

export interface CodeCoverage {
  readonly lines: Share;
  readonly branches: Share;
  readonly functions: Share;
}

export interface FileCoverage extends CodeCoverage {
  /** From the package's folder. */
  readonly file: string;
}

export interface GuestCoverage {
  readonly guest: string;
  readonly blocks: Share;
  readonly instructions: Share;
  readonly functions: readonly FunctionCoverage[];
  /** Source lines that were executed, some part of them at least; and each by itself. None where the image has no line table. */
  readonly lines: Share;
  readonly files: readonly GuestFile[];
}

export interface Coverage {
  readonly schemaVersion: 1;
  readonly version: string;
  readonly scenarios: readonly string[];
  readonly seed: number;
  readonly runs: number;
  readonly findings: readonly { readonly property: string; readonly scenario: string; readonly index: number }[];
  readonly code: { readonly total: CodeCoverage; readonly files: readonly FileCoverage[] };
  readonly behaviour: readonly Reached[];
  readonly guests: readonly GuestCoverage[];
  readonly wallMs: number;
  readonly interrupted: boolean;
}

/** Lines of which something was executed. */
export function linesOf(lines: GuestFile["lines"]): Share {
  return { covered: lines.filter(({ instructions }) => instructions.covered > 0).length, total: lines.length };
}

/** "84.1%"; of nothing, all is covered. */
export function percent({ covered, total }: Share): string {
  return `${(total === 0 ? 100 : (100 * covered) / total).toFixed(1)}%`;
}
