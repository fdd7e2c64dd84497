/** What a campaign made happen: counted by the number of runs in which it happened at least once. */
import { transitions } from "../../core/ft/phase.ts";
import { faultKinds } from "../../sim/faults/index.ts";
import type { Regime } from "../../sim/faults/fault.ts";
import type { TraceEvent } from "../../sim/trace.ts";
import type { RunResult } from "../result.ts";
import { properties } from "../index.ts";

/** `transition`: one phase of a node to another, a row of the protocol's table. */
export type Group = "property" | "fault" | "transition";

export interface Reached {
  readonly group: Group;
  readonly name: string;
  readonly runs: number;
}

type Mark = `${Group} ${string}`;

/** Watches one run. */
export class BehaviourWatch {
  readonly #marks = new Set<Mark>();

  observe(event: TraceEvent): void {
    if (event.kind === "fault" && event.phase === "applied")
      this.#marks.add(`fault ${(event.fault as { readonly kind: string }).kind}`);
    else if (event.kind === "replica" && event.observation.what === "phase")
      this.#marks.add(`transition ${event.observation.from}>${event.observation.to}`);
  }

  marks({ properties: judged }: RunResult): readonly string[] {
    for (const { name, verdict } of judged) if (verdict !== "vacuous") this.#marks.add(`property ${name}`);
    return [...this.#marks];
  }
}

/** All that could have been reached in this regime, with the runs that did; a user's own faults and properties follow. */
export function reached(marks: ReadonlyMap<string, number>, regime: Regime): readonly Reached[] {
  const possible: readonly Mark[] = [
    ...properties.filter((one) => one.regimes.includes(regime)).map(({ name }): Mark => `property ${name}`),
    ...[...faultKinds.values()].filter((kind) => kind.regimes.includes(regime)).map(({ name }): Mark => `fault ${name}`),
    ...transitions.map(({ from, to }): Mark => `transition ${from}>${to}`),
  ];
  return [...new Set([...possible, ...marks.keys()])].map((mark) => {
    const space = mark.indexOf(" ");
    return { group: mark.slice(0, space) as Group, name: mark.slice(space + 1), runs: marks.get(mark) ?? 0 };
  });
}
