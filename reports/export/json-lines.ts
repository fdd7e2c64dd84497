/** A trace as JSON Lines for other programs: as in its file, and with every event in words and with what caused it. */
import { causality } from "../story/causes.ts";
import { readEvent } from "../story/reading.ts";
import { traceLine, type TraceFile } from "../trace-file.ts";

export function jsonLines({ header, events, wire, result }: TraceFile): string {
  const { causes } = causality(events, wire);
  const lines = [traceLine(header)];
  for (const event of events) {
    const told = { ...event, reads: readEvent(event), causes: causes[event.seq]! };
    lines.push(traceLine(told));
  }
  if (result) lines.push(traceLine({ result }));
  return `${lines.join("\n")}\n`;
}
