/** How long to wait for an acknowledgment (RFC 6298), in integers. */
import type { Nanoseconds } from "../../../core/vm/units.ts";

export interface RetransmissionTimer {
  /** Smoothed round trip; 0 before the first measurement. */
  smoothedNs: Nanoseconds;
  variationNs: Nanoseconds;
  timeoutNs: Nanoseconds;
  /** The segment that is measured: acknowledged when this sequence number is. Karn: never one sent twice. */
  measured: { readonly through: number; readonly sentNs: Nanoseconds } | null;
}

const initialNs = 1_000_000_000;
/** As Linux; the RFC's second would hide how short a failover is. */
const leastNs = 200_000_000;
const mostNs = 60_000_000_000;

export function newTimer(): RetransmissionTimer {
  return { smoothedNs: 0, variationNs: 0, timeoutNs: initialNs, measured: null };
}

/** RFC 6298 2.2, 2.3. */
export function measure(timer: RetransmissionTimer, roundTripNs: Nanoseconds): void {
  if (timer.smoothedNs === 0) {
    timer.smoothedNs = roundTripNs;
    timer.variationNs = Math.floor(roundTripNs / 2);
  } else {
    const off = Math.abs(timer.smoothedNs - roundTripNs);
    timer.variationNs = Math.floor((3 * timer.variationNs + off) / 4);
    timer.smoothedNs = Math.floor((7 * timer.smoothedNs + roundTripNs) / 8);
  }
  timer.timeoutNs = Math.min(mostNs, Math.max(leastNs, timer.smoothedNs + 4 * timer.variationNs));
}

/** RFC 6298 5.5. */
export function backOff(timer: RetransmissionTimer): void {
  timer.timeoutNs = Math.min(mostNs, 2 * timer.timeoutNs);
  timer.measured = null;
}
