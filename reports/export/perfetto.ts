/**
 * A trace in the Chrome trace event format, which ui.perfetto.dev and chrome://tracing open: every host a process with
 * a track per replica, roles and faults as slices, outputs as asynchronous slices from produced to released, messages
 * as flow arrows, curves as counters.
 */
import type { TraceEvent } from "../../sim/trace.ts";
import { causality } from "../story/causes.ts";
import { faultSpans } from "../story/faults.ts";
import { layOutLanes } from "../story/lanes.ts";
import { outputLives } from "../story/outputs.ts";
import { readEvent } from "../story/reading.ts";
import { roleSpans } from "../story/roles.ts";
import { runSeries } from "../story/series.ts";
import type { TraceFile } from "../trace-file.ts";

interface ChromeEvent {
  readonly name: string;
  readonly cat?: string;
  readonly ph: "M" | "X" | "i" | "b" | "e" | "s" | "f" | "C";
  /** Microseconds. */
  readonly ts?: number;
  readonly dur?: number;
  readonly pid: number;
  readonly tid?: number;
  readonly id?: number;
  readonly s?: "t";
  readonly bp?: "e";
  readonly args?: Readonly<Record<string, unknown>>;
}

function nameOf(event: TraceEvent): string {
  return event.kind === "replica" ? event.observation.what : event.kind;
}

export function perfettoTrace({ header, events, wire }: TraceFile): string {
  const { lanes, laneOf, laneOfReplica } = layOutLanes(events, header.hosts);
  const { messages } = causality(events, wire);
  const out: ChromeEvent[] = [];
  const processes = new Map<string, number>();
  /** Hosts are processes, their replicas threads; everything else is a process with one thread. */
  const tracks = lanes.map((lane, index) => {
    const owner = lane.host === null ? lane.label : `host ${lane.host}`;
    const pid = processes.get(owner) ?? processes.size + 1;
    if (!processes.has(owner)) {
      processes.set(owner, pid);
      out.push({ name: "process_name", ph: "M", pid, args: { name: owner } });
      out.push({ name: "process_sort_index", ph: "M", pid, args: { sort_index: pid } });
    }
    out.push({ name: "thread_name", ph: "M", pid, tid: index, args: { name: lane.label } });
    return { pid, tid: index };
  });
  const us = (ns: number) => ns / 1000;
  const track = (seq: number) => tracks[laneOf[seq]!]!;
  const world = tracks.at(-1)!;

  for (const { replica, phase, generation, fromNs, toNs } of roleSpans(events)) {
    const at = tracks[laneOfReplica.get(replica)!]!;
    const args = { replica, generation };
    out.push({ name: phase, cat: "role", ph: "X", ts: us(fromNs), dur: us(toNs - fromNs), ...at, args });
  }
  for (const { reading, fromNs, toNs, suppressed } of faultSpans(events, lanes)) {
    const name = suppressed ? `suppressed: ${reading}` : reading;
    out.push({ name, cat: "fault", ph: "X", ts: us(fromNs), dur: us(toNs - fromNs), ...world });
  }
  for (const event of events) {
    const args = { seq: event.seq, reads: readEvent(event) };
    out.push({ name: nameOf(event), cat: event.kind, ph: "i", s: "t", ts: us(event.atNs), ...track(event.seq), args });
  }
  for (const [id, { kind, from, to }] of messages.entries()) {
    // A flow joins slices: each end has one of a nanosecond.
    for (const [seq, ph] of [
      [from, "s"],
      [to, "f"],
    ] as const) {
      const ts = us(events[seq]!.atNs);
      out.push({ name: kind, cat: "message", ph: "X", ts, dur: 0.001, ...track(seq) });
      out.push({ name: kind, cat: "message", ph, ts, id, ...track(seq), ...(ph === "f" ? { bp: "e" } : {}) });
    }
  }
  for (const [id, life] of outputLives(events).entries()) {
    const at = tracks[laneOfReplica.get(life.replica)!]!;
    const name = `${life.device} ${life.output}`;
    out.push({ name, cat: "output", ph: "b", id, ts: us(life.producedNs), ...at });
    if (life.releasedNs !== null) out.push({ name, cat: "output", ph: "e", id, ts: us(life.releasedNs), ...at });
  }
  for (const { name, unit, atNs, values } of runSeries(events)) {
    for (const [i, at] of atNs.entries()) {
      out.push({ name, ph: "C", ts: us(at), pid: world.pid, args: { [unit]: values[i] } });
    }
  }
  return JSON.stringify({ displayTimeUnit: "ns", traceEvents: out, otherData: { ...header } });
}
