/** Virtual time on an axis: ticks at round steps, labels as fine as the step. */

const steps = [1, 2, 5];

/** Smallest round step, in nanoseconds, of which at most `count` fit into `spanNs`. */
function stepFor(spanNs: number, count: number): number {
  for (let power = 1; ; power *= 10) {
    for (const step of steps) if (spanNs / (step * power) <= count) return step * power;
  }
}

function label(atNs: number, stepNs: number): string {
  if (stepNs >= 1e9) return `${Math.round(atNs / 1e9)} s`;
  const digits = Math.ceil(9 - Math.log10(stepNs));
  return `${(atNs / 1e9).toFixed(Math.min(9, digits))} s`;
}

export interface Tick {
  readonly atNs: number;
  readonly label: string;
}

export function ticks(fromNs: number, toNs: number, count: number): Tick[] {
  const stepNs = stepFor(toNs - fromNs, count);
  const found: Tick[] = [];
  for (let atNs = Math.ceil(fromNs / stepNs) * stepNs; atNs <= toNs; atNs += stepNs) {
    found.push({ atNs, label: label(atNs, stepNs) });
  }
  return found;
}

/** A moment with every digit, in groups of three: "2.345 275 288 s". */
export function exactly(atNs: number): string {
  const digits = String(Math.floor(atNs % 1e9)).padStart(9, "0");
  return `${Math.floor(atNs / 1e9)}.${digits.slice(0, 3)} ${digits.slice(3, 6)} ${digits.slice(6)} s`;
}
