/** How quantities read in verdicts and reports. */

/** 41190000000 reads "41.190 s", 81200000 reads "81.2 ms", 900 reads "900 ns". */
export function duration(ns: number): string {
  if (ns >= 1_000_000_000) return `${(ns / 1e9).toFixed(3)} s`;
  if (ns >= 1_000_000) return `${(ns / 1e6).toFixed(1)} ms`;
  if (ns >= 1_000) return `${(ns / 1e3).toFixed(1)} us`;
  return `${ns} ns`;
}

/** A moment of the run, to the millisecond: "41.190 s". */
export function moment(ns: number): string {
  return `${(ns / 1e9).toFixed(3)} s`;
}

/** "1 run", "300 runs". */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
