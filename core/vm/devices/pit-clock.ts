/**
 * The 8254's clock of 1,193,182 Hz against guest time, in integers: exact, and without leaving 2^53 for decades. The
 * ratio is reduced to 596,591 ticks in 500,000,000 ns; time is split so that no product exceeds 3 * 10^14.
 */
import type { Nanoseconds } from "../units.ts";

const TICKS = 596_591;
const SPAN_NS = 500_000_000;

/** Clock pulses until guest time `ns`. */
export function pitTicksAt(ns: Nanoseconds): number {
  const rest = ns % SPAN_NS;
  return ((ns - rest) / SPAN_NS) * TICKS + divide(rest * TICKS, SPAN_NS);
}

/** The first nanosecond at which `pitTicksAt` is `ticks`. */
export function nsOfPitTick(ticks: number): Nanoseconds {
  const rest = ticks % TICKS;
  return ((ticks - rest) / TICKS) * SPAN_NS + divide(rest * SPAN_NS + TICKS - 1, TICKS);
}

function divide(numerator: number, denominator: number): number {
  return (numerator - (numerator % denominator)) / denominator;
}
