/** What a campaign could reach: the fixed list of marks for its scenarios and regimes, less what cannot be. */
import { phases, transitions, type Phase } from "../../core/ft/phase.ts";
import { isHarmless } from "../../scenarios/schedules.ts";
import type { FaultKind, Regime } from "../../sim/faults/fault.ts";
import type { VmView } from "../../sim/topology.ts";
import { properties } from "../index.ts";
import { cellMark, type Group, type Mark } from "./behaviour.ts";
import { goLiveCases } from "./go-live-cases.ts";

/** What a campaign is made of, as far as it decides what can be reached. */
export interface Reach {
  readonly regimes: readonly Regime[];
  readonly topologies: readonly VmView[];
  readonly kinds: readonly FaultKind[];
}

/** Phases that only a power-off or the loss of all replicas leads to: no bounded run has either. */
const ENDED: ReadonlySet<Phase> = new Set(["asking-off", "off", "starting"]);
/** Phases that take a third host. */
const MOVED: ReadonlySet<Phase> = new Set(["destination", "asking-move"]);

function phaseIsPossible(phase: Phase, { regimes, topologies }: Reach): boolean {
  if (ENDED.has(phase) && regimes.every((regime) => regime === "bounded")) return false;
  return !MOVED.has(phase) || topologies.some(({ hosts }) => hosts.length > 2);
}

/** Cells that cannot be, whatever chance does. What is merely rare is none of them. */
const NEVER: readonly { readonly kind: string; readonly phases: readonly Phase[]; readonly why: string }[] = [
  {
    kind: "crash-two",
    phases: ["draining", "primary-alone"],
    why: "it takes both replicas that the record names, and in these phases of its owner it names no backup",
  },
];

export const phaseNames = Object.keys(phases) as readonly Phase[];

export function cellIsPossible(kind: FaultKind, phase: Phase, reach: Reach): boolean {
  const never = NEVER.some((one) => one.kind === kind.name && one.phases.includes(phase));
  return !never && kind.regimes.some((regime) => reach.regimes.includes(regime)) && phaseIsPossible(phase, reach);
}

/** Phases in which nobody could take over: a bounded run's guard suppresses there what could raise suspicion (DESIGN 7). */
const UNPROTECTED: ReadonlySet<Phase> = new Set([
  "joining",
  "asking-live",
  "draining",
  "destination",
  "starting",
  "primary-alone",
  "asking-alone",
  "asking-arm",
  "asking-move",
  "asking-off",
]);

/** Regimes of the campaign to aim in: where the guard would suppress the fault, rather those without it. */
export function strikingRegimes(kind: FaultKind, phase: Phase, { regimes }: Reach): readonly Regime[] {
  const known = kind.regimes.filter((regime) => regimes.includes(regime));
  const unguarded = known.filter((regime) => regime !== "bounded");
  return UNPROTECTED.has(phase) && !isHarmless(kind) && unguarded.length > 0 ? unguarded : known;
}

/** All marks of the fixed groups. */
export function possibleMarks(reach: Reach): readonly Mark[] {
  const { regimes, topologies, kinds } = reach;
  const meets = (one: { readonly regimes: readonly Regime[]; readonly concerns?: (topology: VmView) => boolean }) =>
    one.regimes.some((regime) => regimes.includes(regime)) && (!one.concerns || topologies.some(one.concerns));
  return [
    ...properties.filter(meets).map(({ name }): Mark => `property ${name}`),
    ...kinds
      .filter((kind) => kind.regimes.some((regime) => regimes.includes(regime)))
      .map(({ name }): Mark => `fault ${name}`),
    ...phaseNames.filter((phase) => phaseIsPossible(phase, reach)).map((phase): Mark => `phase ${phase}`),
    ...goLiveCases.filter(meets).map(({ name }): Mark => `go-live ${name}`),
    ...kinds.flatMap((kind) =>
      phaseNames.filter((phase) => cellIsPossible(kind, phase, reach)).map((phase) => cellMark(kind.name, phase)),
    ),
  ];
}

const listed = ["property", "fault", "phase", "transition", "go-live"] as const satisfies readonly Group[];

/** Groups that people read one by one. */
export type ListedGroup = (typeof listed)[number];

export interface Reached {
  readonly group: ListedGroup;
  readonly name: string;
  readonly runs: number;
}

/** A user's own faults and properties follow those that we know. */
export function reached(marks: ReadonlyMap<Mark, number>, reach: Reach): readonly Reached[] {
  const possible = [...possibleMarks(reach), ...transitions.map(({ from, to }): Mark => `transition ${from}>${to}`)];
  return [...new Set([...possible, ...marks.keys()])].flatMap((mark) => {
    const space = mark.indexOf(" ");
    const group = listed.find((one) => one === mark.slice(0, space));
    return group ? [{ group, name: mark.slice(space + 1), runs: marks.get(mark) ?? 0 }] : [];
  });
}
