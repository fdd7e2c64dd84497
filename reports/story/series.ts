/** The curves of a run over virtual time: what the charts draw and what trace viewers show as counters. */
import { Lag } from "../../properties/lag.ts";
import type { TraceEvent } from "../../sim/trace.ts";
import { perVm } from "./vms.ts";

/** Values hold from their time on. */
export interface Series {
  readonly name: string;
  readonly unit: "ns" | "bytes/s" | "%" | "outputs";
  readonly atNs: readonly number[];
  readonly values: readonly number[];
}

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

/**
 * The part of a curve from one time to another, in at most twice as many points as asked for: the lowest and the
 * highest of each of equal stretches, so that no peak is lost. Begins with the value that held before.
 */
export function thin({ atNs, values }: Pick<Series, "atNs" | "values">, fromNs: number, toNs: number, points: number) {
  const kept: { readonly atNs: number[]; readonly values: number[] } = { atNs: [], values: [] };
  const keep = (at: number) => {
    kept.atNs.push(atNs[at]!);
    kept.values.push(values[at]!);
  };
  const widthNs = Math.max(1, (toNs - fromNs) / points);
  let i = 0;
  for (let high = atNs.length; i < high;) {
    const middle = (i + high) >>> 1;
    if (atNs[middle]! < fromNs) i = middle + 1;
    else high = middle;
  }
  if (i > 0) keep(i - 1);
  while (i < atNs.length && atNs[i]! <= toNs) {
    const endNs = fromNs + (Math.floor((atNs[i]! - fromNs) / widthNs) + 1) * widthNs;
    let lowest = i;
    let highest = i;
    // At least one: by rounding a stretch may end where it begins.
    for (i++; i < atNs.length && atNs[i]! < endNs; i++) {
      if (values[i]! < values[lowest]!) lowest = i;
      if (values[i]! > values[highest]!) highest = i;
    }
    keep(Math.min(lowest, highest));
    if (lowest !== highest) keep(Math.max(lowest, highest));
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

/** At its highest just before the backup applies something: a point before and one after. */
function executionLag(events: readonly TraceEvent[]): Series {
  const curve = new Curve("execution lag", "ns");
  const lag = new Lag();
  for (const event of events) {
    const applies = event.kind === "replica" && event.observation.what === "applied";
    if (applies) curve.add(event.atNs, lag.ns(event.atNs));
    lag.observe(event);
    // Another backup begins without any.
    if (applies || (event.kind === "record" && curve.values.length > 0)) curve.add(event.atNs, lag.ns(event.atNs));
  }
  return curve;
}

export function runSeries(events: readonly TraceEvent[]): Series[] {
  return perVm(events, (own, vm) =>
    seriesOf(own).map((series) => (vm === null ? series : { ...series, name: `${series.name} of ${vm}` })),
  );
}

function seriesOf(events: readonly TraceEvent[]): Series[] {
  const endNs = events.at(-1)?.atNs ?? 0;
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
    if (seen.what === "lag") share.add(event.atNs, seen.sharePerMille / 10);
    else if (seen.what === "produced" && seen.live) {
      const mine = holding.get(seen.replica) ?? new Set<number>();
      holding.set(seen.replica, mine);
      if (!mine.has(seen.output)) count++;
      mine.add(seen.output);
      held.add(event.atNs, count);
    } else if (seen.what === "released" && holding.get(seen.replica)?.delete(seen.output)) {
      held.add(event.atNs, --count);
    }
  }
  return [executionLag(events), bandwidth(events, endNs), share, held];
}
