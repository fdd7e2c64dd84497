/** A transcript: what was run, every event on a line, the verdict. */
import type { TraceFile } from "../trace-file.ts";
import { layOutLanes } from "../story/lanes.ts";
import { readEvent } from "../story/reading.ts";

function stamp(atNs: number): string {
  return `${Math.floor(atNs / 1e9)}.${String(atNs % 1e9).padStart(9, "0")}`.padStart(14);
}

export function transcript({ header, events, result }: TraceFile): string {
  const { lanes, laneOf } = layOutLanes(events, header.hosts);
  const wide = Math.max(...lanes.map((lane) => lane.label.length));
  const violated = new Map(result?.violations.map((violation) => [violation.seq, violation]));
  const lines = [`# ${header.scenario}, seed ${header.seed}, lockstep ${header.version}`, `# ${header.command}`];
  for (const event of events) {
    const place = lanes[laneOf[event.seq]!]!.label.padEnd(wide);
    lines.push(`${stamp(event.atNs)}  ${place}  ${readEvent(event)}`);
    const violation = violated.get(event.seq);
    if (violation)
      lines.push(`${"^".padStart(14)} ${violation.property}: expected ${violation.expected}; found ${violation.found}`);
  }
  for (const { name, verdict, detail } of result?.properties ?? [])
    lines.push(`# ${verdict.padEnd(9)} ${name}: ${detail}`);
  return `${lines.join("\n")}\n`;
}
