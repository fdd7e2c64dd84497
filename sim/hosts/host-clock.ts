/**
 * A host's clocks. The monotonic one runs at its own rate (drift) and may freeze; it never jumps. The wall clock is the
 * monotonic one plus an offset that may jump either way.
 */
import type { Nanoseconds } from "../../core/vm/units.ts";

const MILLION = 1_000_000;

export interface ClockState {
  /** Virtual time of the last change of rate, and the monotonic time that the clock showed then. */
  sinceNs: Nanoseconds;
  monotonicAtSinceNs: Nanoseconds;
  /** Parts per million by which it runs fast. */
  driftPerMillion: number;
  frozen: boolean;
  /** Unix seconds shown when the monotonic clock shows 0. */
  wallOffsetSeconds: number;
}

/** What the monotonic clock shows at virtual time `nowNs`: exact integer arithmetic, rounded down. */
export function monotonicNs(clock: ClockState, nowNs: Nanoseconds): Nanoseconds {
  if (clock.frozen) return clock.monotonicAtSinceNs;
  const elapsed = nowNs - clock.sinceNs;
  if (clock.driftPerMillion === 0) return clock.monotonicAtSinceNs + elapsed;
  const millions = Math.floor(elapsed / MILLION);
  const rest = elapsed - millions * MILLION;
  const drifted = millions * clock.driftPerMillion + Math.floor((rest * clock.driftPerMillion) / MILLION);
  return clock.monotonicAtSinceNs + elapsed + drifted;
}

/** The first virtual time, not before `nowNs`, at which the clock shows `atNs` or more; null while frozen before it. */
export function virtualTimeOf(clock: ClockState, atNs: Nanoseconds, nowNs: Nanoseconds): Nanoseconds | null {
  if (monotonicNs(clock, nowNs) >= atNs) return nowNs;
  if (clock.frozen) return null;
  const ahead = atNs - clock.monotonicAtSinceNs;
  if (clock.driftPerMillion === 0) return clock.sinceNs + ahead;
  const rate = MILLION + clock.driftPerMillion;
  const whole = Math.floor(ahead / rate);
  return clock.sinceNs + whole * MILLION + Math.ceil(((ahead - whole * rate) * MILLION) / rate);
}

export function wallSeconds(clock: ClockState, nowNs: Nanoseconds): number {
  return clock.wallOffsetSeconds + Math.floor(monotonicNs(clock, nowNs) / 1_000_000_000);
}

/** Changes the rate from `nowNs` on, without a jump. */
export function changeRate(clock: ClockState, nowNs: Nanoseconds, driftPerMillion: number, frozen: boolean): void {
  clock.monotonicAtSinceNs = monotonicNs(clock, nowNs);
  clock.sinceNs = nowNs;
  clock.driftPerMillion = driftPerMillion;
  clock.frozen = frozen;
}

/** The host boots: its monotonic clock begins at `uptimeNs`; the wall clock goes on. */
export function startClock(clock: ClockState, nowNs: Nanoseconds, uptimeNs: Nanoseconds): void {
  const wallNow = wallSeconds(clock, nowNs);
  clock.sinceNs = nowNs;
  clock.monotonicAtSinceNs = uptimeNs;
  clock.wallOffsetSeconds = wallNow - Math.floor(uptimeNs / 1_000_000_000);
}
