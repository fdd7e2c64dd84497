/** The life of every output on the primary that made it: produced, logged, acknowledged, released. Null: not yet, or never. */
import type { TraceEvent } from "../../sim/trace.ts";

export interface OutputLife {
  readonly replica: string;
  readonly output: number;
  readonly device: string;
  readonly producedSeq: number;
  readonly producedNs: number;
  /** When a backup that received its entry acknowledged it. */
  acknowledgedNs: number | null;
  releasedSeq: number | null;
  releasedNs: number | null;
}

interface Waiting {
  readonly life: OutputLife;
  readonly entry: number | null;
}

export function outputLives(events: readonly TraceEvent[]): OutputLife[] {
  const lives: OutputLife[] = [];
  const waiting = new Map<string, Map<number, Waiting>>();
  for (const { seq, atNs, ...event } of events) {
    if (event.kind !== "replica") continue;
    const seen = event.observation;
    if (seen.what === "produced" && seen.live) {
      const life: OutputLife = {
        replica: seen.replica,
        output: seen.output,
        device: seen.device,
        producedSeq: seq,
        producedNs: atNs,
        acknowledgedNs: null,
        releasedSeq: null,
        releasedNs: null,
      };
      lives.push(life);
      const mine = waiting.get(seen.replica) ?? new Map<number, Waiting>();
      waiting.set(seen.replica, mine.set(seen.output, { life, entry: seen.entry }));
    } else if (seen.what === "acknowledged") {
      for (const { life, entry } of waiting.get(seen.to)?.values() ?? []) {
        if (life.acknowledgedNs === null && entry !== null && entry <= seen.through) life.acknowledgedNs = atNs;
      }
    } else if (seen.what === "released") {
      const mine = waiting.get(seen.replica);
      const found = mine?.get(seen.output);
      if (!found) continue;
      mine!.delete(seen.output);
      found.life.releasedSeq = seq;
      found.life.releasedNs = atNs;
    }
  }
  return lives;
}
