/** Where two traces or two machines part, as text. */
import { moment } from "../../properties/words.ts";
import type { TraceEvent } from "../../sim/trace.ts";
import { readEvent } from "../story/reading.ts";
import type { TraceDifference } from "../trace-difference.ts";

function row(label: string, event: TraceEvent | null): string {
  if (!event) return `  ${label.padEnd(4)}  (has ended)`;
  return `  ${label.padEnd(4)}  ${moment(event.atNs).padStart(10)}  ${event.place.padEnd(9)} ${readEvent(event)}`;
}

function valueAt(event: TraceEvent | null, field: string): string {
  const steps = field === "" ? [] : field.split(".");
  const value = steps.reduce<unknown>((inner, step) => (inner as Record<string, unknown> | undefined)?.[step], event);
  return value === undefined ? "absent" : JSON.stringify(value);
}

export function traceDifferenceText({ seq, before, left, right, field }: TraceDifference): string {
  if (field === "traceHash")
    return `all ${seq} events are the same, the trace hashes are not: the simulator's own events differ`;
  const lines = [`first difference: event ${seq}`];
  if (before) lines.push(row("both", before));
  lines.push(row("A", left), row("B", right));
  if (left && right) lines.push(`  ${field}: ${valueAt(left, field)} in A, ${valueAt(right, field)} in B`);
  return lines.join("\n");
}
