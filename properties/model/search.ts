/** Breadth-first search over all states of a row: the first violation found is a shortest one. */
import { encodeState } from "./encode.ts";
import { Fingerprints } from "./fingerprints.ts";
import type { Violation } from "./moment.ts";
import { explore } from "./protocol.ts";
import { judgeQuiet } from "./quiet.ts";
import type { Rules } from "./rules.ts";
import { initialState, type State } from "./state.ts";

export interface Found {
  readonly violation: Violation | null;
  /** The steps that lead to the violation. */
  readonly steps: readonly string[];
  readonly states: number;
  readonly depth: number;
  /** States that only a fault can leave. */
  readonly quietStates: number;
  /** All states were seen, or a violation was. */
  readonly complete: boolean;
  /** What happened at all, names and numbers left out: a row that never does its thing proves nothing. */
  readonly kinds: ReadonlySet<string>;
}

/** How a state was first come to. */
interface Path {
  readonly from: Path | null;
  readonly label: string;
}

export function search(rules: Rules, maxStates = Infinity): Found {
  const first = initialState(rules.budget);
  const seen = new Fingerprints();
  seen.add(encodeState(first));
  const kinds = new Set<string>();
  const labels = new Map<string, string>();
  let frontier: { readonly state: State; readonly path: Path | null }[] = [{ state: first, path: null }];
  let depth = 0;
  let quietStates = 0;
  const result = (violation: Violation | null, path: Path | null, complete: boolean): Found => ({
    violation,
    steps: stepsOf(path),
    states: seen.size,
    depth,
    quietStates,
    complete,
    kinds,
  });
  while (frontier.length > 0) {
    const following: typeof frontier = [];
    for (const { state, path } of frontier) {
      const moment = explore(state, rules);
      if (moment.steps.every(({ optional }) => optional)) {
        quietStates++;
        const violation = judgeQuiet(moment);
        if (violation) return result(violation, path, true);
      }
      for (const { label, state: next, violation } of moment.steps) {
        if (!seen.add(encodeState(next))) continue;
        let known = labels.get(label);
        if (known === undefined) {
          labels.set(label, (known = label));
          kinds.add(kindOf(label));
        }
        const reached = { from: path, label: known };
        if (violation) return result(violation, reached, true);
        following.push({ state: next, path: reached });
      }
      if (seen.size > maxStates) return result(null, null, false);
    }
    frontier = following;
    depth++;
  }
  return result(null, null, true);
}

function stepsOf(path: Path | null): readonly string[] {
  const steps: string[] = [];
  for (let at = path; at; at = at.from) steps.push(at.label);
  return steps.toReversed();
}

const kindOf = (label: string): string => label.replace(/\b[ABC]\d?\b(\.[\w-]+)*(\.\d+)*/g, "*").replace(/\d+/g, "#");
