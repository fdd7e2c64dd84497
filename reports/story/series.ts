/** The curves of a run over virtual time: what the charts draw and what trace viewers show as counters. */
import type { TraceEvent } from "../../sim/trace.ts";

/** Values hold from their time on. */
export interface Series {
  readonly name: string;
  readonly unit: "ns" | "bytes/s" | "%" | "outputs";
  readonly atNs: readonly number[];
  readonly values: readonly number[];
}

/** More points than a chart has pixels are of no use. */
const BUCKETS = 1200;

class Curve implements Series {
  readonly name: string;
  readonly unit: Series["unit"];
  readonly atNs: number[] = [];
  readonly values: number[] = [];

  constructor(name: string, unit: Series["unit"]) {
    this.name = name;
    this.unit = unit;
  }

  add(atNs: number, value: number): void {
    this.atNs.push(atNs);
    this.values.push(value);
  }
}

/** Keeps the highest value of each of many equal stretches of time: no peak is lost. */
function thinned(curve: Curve, endNs: number): Series {
  if (curve.atNs.length <= BUCKETS) return curve;
  const kept = new Curve(curve.name, curve.unit);
  const widthNs = Math.max(1, endNs / BUCKETS);
  for (let i = 0; i < curve.atNs.length;) {
    const bucket = Math.floor(curve.atNs[i]! / widthNs);
    let best = i;
    for (; i < curve.atNs.length && Math.floor(curve.atNs[i]! / widthNs) === bucket; i++) {
      if (curve.values[i]! > curve.values[best]!) best = i;
    }
    kept.add(curve.atNs[best]!, curve.values[best]!);
  }
  return kept;
}

function bandwidth(events: readonly TraceEvent[], endNs: number): Series {
  const widthNs = Math.max(1_000_000, Math.ceil(endNs / 400));
  const bytes: number[] = Array.from({ length: Math.ceil(endNs / widthNs) + 1 }, () => 0);
  for (const event of events) {
    if (event.kind !== "replica" || event.observation.what !== "logged") continue;
    bytes[Math.floor(event.atNs / widthNs)]! += event.observation.bytes.length;
  }
  const curve = new Curve("log bandwidth", "bytes/s");
  for (const [bucket, count] of bytes.entries()) curve.add(bucket * widthNs, Math.round((count * 1e9) / widthNs));
  return curve;
}

export function runSeries(events: readonly TraceEvent[]): Series[] {
  const endNs = events.at(-1)?.atNs ?? 0;
  const lag = new Curve("execution lag", "ns");
  const share = new Curve("CPU share", "%");
  const held = new Curve("held outputs", "outputs");
  const holding = new Map<string, Set<number>>();
  let count = 0;
  for (const event of events) {
    if (event.kind === "host" && event.state === "down") {
      // What a dead primary held is held no more: its successor makes those outputs again.
      for (const [replica, outputs] of holding) {
        if (!replica.startsWith(`${event.host}.`)) continue;
        count -= outputs.size;
        outputs.clear();
      }
      held.add(event.atNs, count);
    }
    if (event.kind !== "replica") continue;
    const seen = event.observation;
    if (seen.what === "lag") {
      lag.add(event.atNs, seen.lagNs);
      share.add(event.atNs, seen.sharePerMille / 10);
    } else if (seen.what === "produced" && seen.live) {
      const mine = holding.get(seen.replica) ?? new Set<number>();
      holding.set(seen.replica, mine);
      if (!mine.has(seen.output)) count++;
      mine.add(seen.output);
      held.add(event.atNs, count);
    } else if (seen.what === "released" && holding.get(seen.replica)?.delete(seen.output)) {
      held.add(event.atNs, --count);
    }
  }
  return [thinned(lag, endNs), bandwidth(events, endNs), thinned(share, endNs), thinned(held, endNs)];
}
