/** What the run page draws: columns rather than objects, so that 100,000 events stay small and quick to read. */
import type { TraceEvent } from "../../sim/trace.ts";
import type { RunResult } from "../../properties/result.ts";
import { causality, type Message } from "../story/causes.ts";
import { consoleLines, type ConsoleLine } from "../story/console.ts";
import { faultSpans, type FaultSpan } from "../story/faults.ts";
import { layOutLanes, type Lane } from "../story/lanes.ts";
import { outputLives, type OutputLife } from "../story/outputs.ts";
import { readEvent } from "../story/reading.ts";
import { hostSpans, roleSpans, type HostSpan, type RoleSpan } from "../story/roles.ts";
import { runSeries, type Series } from "../story/series.ts";
import type { TraceFile, TraceHeader } from "../trace-file.ts";

/** Kinds of events are switched on and off by these; each has a colour of its own. */
export const groups = [
  ["fault", "faults and hosts"],
  ["role", "roles and suspicion"],
  ["arbiter", "arbiter"],
  ["output", "outputs"],
  ["client", "clients"],
  ["disk", "disk"],
  ["log", "log"],
  ["measure", "lag, digests"],
] as const;

type Group = (typeof groups)[number][0];

export interface RunData {
  readonly header: TraceHeader;
  readonly result: RunResult | null;
  readonly endNs: number;
  readonly lanes: readonly Lane[];
  /** Names of the kinds of events, with the group of each. */
  readonly kinds: readonly (readonly [name: string, group: number])[];
  readonly events: {
    readonly atNs: readonly number[];
    readonly lane: readonly number[];
    readonly kind: readonly number[];
    readonly text: readonly string[];
    /** The event's own fields as JSON, bytes by their count. */
    readonly detail: readonly string[];
    readonly causes: readonly (readonly number[])[];
  };
  readonly messages: readonly Message[];
  readonly roles: readonly (RoleSpan & { readonly lane: number })[];
  readonly hosts: readonly HostSpan[];
  readonly faults: readonly FaultSpan[];
  readonly outputs: readonly (OutputLife & { readonly lane: number })[];
  readonly series: readonly Series[];
  readonly console: readonly ConsoleLine[];
}

function nameOf(event: TraceEvent): string {
  return event.kind === "replica" ? event.observation.what : event.kind;
}

const groupOfKind: Readonly<Record<string, Group>> = {
  logged: "log",
  sent: "log",
  received: "log",
  acknowledged: "log",
  "heard-acknowledgement": "log",
  applied: "log",
  produced: "output",
  released: "output",
  "frame-out": "output",
  "console-out": "output",
  asked: "arbiter",
  answered: "arbiter",
  record: "arbiter",
  "record-refused": "arbiter",
  "disk-issued": "disk",
  "disk-completed": "disk",
  "disk-written": "disk",
  "disk-refused": "disk",
  invoke: "client",
  retry: "client",
  response: "client",
  fault: "fault",
  host: "fault",
  "frame-lost": "fault",
  tampered: "fault",
  quiet: "fault",
  end: "fault",
  lag: "measure",
  digest: "measure",
  executed: "measure",
};

function detailOf({ seq: _seq, atNs: _atNs, place: _place, ...body }: TraceEvent): string {
  const shown = body.kind === "replica" ? body.observation : body;
  return JSON.stringify(shown, (_key, value: unknown) =>
    value instanceof Uint8Array ? `${value.length} bytes` : value,
  );
}

export function runData({ header, events, wire, result }: TraceFile): RunData {
  const { lanes, laneOf, laneOfReplica } = layOutLanes(events, header.hosts);
  const { causes, messages } = causality(events, wire);
  const kindOf = new Map<string, number>();
  for (const event of events) if (!kindOf.has(nameOf(event))) kindOf.set(nameOf(event), kindOf.size);
  const groupIndex = new Map(groups.map(([name], index) => [name, index]));
  return {
    header,
    result,
    endNs: Math.max(1, events.at(-1)?.atNs ?? 1),
    lanes,
    kinds: [...kindOf.keys()].map((name) => [name, groupIndex.get(groupOfKind[name] ?? "role")!]),
    events: {
      atNs: events.map((event) => event.atNs),
      lane: [...laneOf],
      kind: events.map((event) => kindOf.get(nameOf(event))!),
      text: events.map(readEvent),
      detail: events.map(detailOf),
      causes,
    },
    messages,
    roles: roleSpans(events).map((span) => ({ ...span, lane: laneOfReplica.get(span.replica)! })),
    hosts: hostSpans(events),
    faults: faultSpans(events, lanes),
    outputs: outputLives(events).map((life) => ({ ...life, lane: laneOfReplica.get(life.replica)! })),
    series: runSeries(events),
    console: consoleLines(events),
  };
}
