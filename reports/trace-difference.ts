/** Where two traces part: the first event that is not the same in both, and in it the first field. */
import type { TraceEvent } from "../sim/trace.ts";
import { traceLine, type TraceFile } from "./trace-file.ts";

export interface TraceDifference {
  /** Number of the first differing event; as many as both have where only the hashes differ. */
  readonly seq: number;
  /** The last event that both have. */
  readonly before: TraceEvent | null;
  /** Null: this trace has ended. */
  readonly left: TraceEvent | null;
  readonly right: TraceEvent | null;
  /** The first field that differs, such as `observation.position`; `traceHash` where all events are the same. */
  readonly field: string;
}

export function traceDifference(left: TraceFile, right: TraceFile): TraceDifference | null {
  const length = Math.max(left.events.length, right.events.length);
  for (let seq = 0; seq < length; seq++) {
    const [a = null, b = null] = [left.events[seq], right.events[seq]];
    if (a && b && traceLine(a) === traceLine(b)) continue;
    return { seq, before: left.events[seq - 1] ?? null, left: a, right: b, field: a && b ? fieldOf(a, b) : "" };
  }
  // The hash covers what the simulator does inside, too: events that no observer sees.
  const hashes = [left, right].map(({ result }) => result?.traceHash);
  if (hashes[0] === undefined || hashes[1] === undefined || hashes[0] === hashes[1]) return null;
  return { seq: length, before: left.events.at(-1) ?? null, left: null, right: null, field: "traceHash" };
}

function fieldOf(a: unknown, b: unknown, path: readonly string[] = []): string {
  if (!isObject(a) || !isObject(b)) return path.join(".");
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)]))
    if (JSON.stringify(a[key]) !== JSON.stringify(b[key])) return fieldOf(a[key], b[key], [...path, key]);
  return path.join(".");
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
