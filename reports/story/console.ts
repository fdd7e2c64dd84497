/** The guest's console as an operator saw it: bytes in order of release; one that was sent again at go-live counts once. */
import type { TraceEvent } from "../../sim/trace.ts";
import { perVm } from "./vms.ts";

export interface ConsoleLine {
  /** The event of the line's first byte. */
  readonly seq: number;
  readonly atNs: number;
  readonly host: string;
  readonly text: string;
}

export function consoleLines(events: readonly TraceEvent[]): ConsoleLine[] {
  return perVm(events, linesOf).sort((a, b) => a.seq - b.seq);
}

function linesOf(events: readonly TraceEvent[]): ConsoleLine[] {
  const lines: ConsoleLine[] = [];
  const seen = new Set<number>();
  let open: { seq: number; atNs: number; host: string; bytes: number[] } | null = null;
  const close = () => {
    if (open) lines.push({ ...open, text: new TextDecoder().decode(Uint8Array.from(open.bytes)) });
    open = null;
  };
  for (const event of events) {
    // A cold start begins a new history, whose outputs are numbered from 1 again.
    if (event.kind === "record" && event.request?.kind === "cold-start") seen.clear();
    if (event.kind !== "console-out" || seen.has(event.output)) continue;
    seen.add(event.output);
    if (event.byte === 0x0d) continue;
    if (event.byte === 0x0a) {
      close();
      continue;
    }
    open ??= { seq: event.seq, atNs: event.atNs, host: event.host, bytes: [] };
    open.bytes.push(event.byte);
  }
  close();
  return lines;
}
