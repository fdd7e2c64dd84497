/** The faults of a run as spans of time, with the lanes that they strike. */
import type { TraceEvent } from "../../sim/trace.ts";
import type { Lane } from "./lanes.ts";

export interface FaultSpan {
  readonly index: number;
  readonly reading: string;
  readonly fromNs: number;
  /** Equal to `fromNs` for one that strikes and is over, or that its guard suppressed. */
  readonly toNs: number;
  readonly suppressed: boolean;
  readonly seq: number;
  readonly lanes: readonly number[];
}

type ArbiterRecord = Extract<TraceEvent, { kind: "record" }>["record"];

/** Hosts, clients and storage that a fault's target names, by their names or by their part in it; a link has two ends. */
function struck(target: string, lanes: readonly Lane[], records: ReadonlyMap<string, ArbiterRecord>): number[] {
  const ends = target.split(/[^\w:]+/);
  const names = new Set(ends);
  for (const name of ends) {
    const [part, vm] = name.split(":").toReversed() as [string, string?];
    const record = vm === undefined ? [...records.values()][0] : records.get(vm);
    const replica = part === "primary" ? record?.owner : part === "backup" ? record?.backup : null;
    if (replica) names.add(replica.slice(0, replica.indexOf(".")));
    else if (record && vm !== undefined) names.add(part);
  }
  return lanes.flatMap((lane, index) =>
    names.has(lane.id) || names.has(lane.id.split(":")[1] ?? "") || (lane.host !== null && names.has(lane.host))
      ? [index]
      : [],
  );
}

export function faultSpans(events: readonly TraceEvent[], lanes: readonly Lane[]): FaultSpan[] {
  const spans: FaultSpan[] = [];
  const open = new Map<number, number>();
  /** By VM, the first one first. */
  const records = new Map<string, ArbiterRecord>();
  for (const event of events) {
    if (event.kind === "record") records.set(event.vm ?? "", event.record);
    if (event.kind !== "fault") continue;
    const { index, reading, seq, atNs } = event;
    const begun = open.get(index);
    if (event.phase === "ended" && begun !== undefined) {
      spans[begun] = { ...spans[begun]!, toNs: atNs };
      open.delete(index);
      continue;
    }
    const target = (event.fault as { target?: unknown } | null)?.target;
    if (event.phase === "applied") open.set(index, spans.length);
    spans.push({
      index,
      reading,
      fromNs: atNs,
      toNs: atNs,
      suppressed: event.phase === "suppressed",
      seq,
      lanes: typeof target === "string" ? struck(target, lanes, records) : [],
    });
  }
  return spans;
}
