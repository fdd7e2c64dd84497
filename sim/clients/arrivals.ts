/**
 * When a client asks. Closed loop: a pause after each answer. Open loop: requests arrive by themselves, however long
 * answers take; one that comes while another is open waits its turn.
 */
import type { Nanoseconds } from "../../core/vm/units.ts";
import type { RandomStream } from "../kernel/random.ts";
import type { ClientConfig } from "../topology.ts";

export type Distribution =
  /** From 0 to twice the mean. */
  | "uniform"
  /** Without memory: a Poisson process of requests. */
  | "exponential"
  /** `burst` requests at once, and a pause so long that the mean is kept. */
  | "bursts";

const burst = 8;
const steps = 1 << 20;

/** How far an open loop has come. */
export interface Pace {
  /** Requests that have arrived. */
  arrived: number;
  /** When the latest did, or will. */
  arrivalNs: Nanoseconds;
}

export function newPace(): Pace {
  return { arrived: 0, arrivalNs: 0 };
}

/** When the next request begins, once the one before is answered. `random` draws pauses, `arrivals` arrivals. */
export function nextRequestNs(
  { arrivals: distribution, thinkNs }: Pick<ClientConfig, "arrivals" | "thinkNs">,
  pace: Pace,
  nowNs: Nanoseconds,
  { random, arrivals }: { readonly random: RandomStream; readonly arrivals: RandomStream },
): Nanoseconds {
  if (distribution === undefined) return nowNs + gapNs("uniform", thinkNs, 0, random);
  pace.arrivalNs += gapNs(distribution, thinkNs, pace.arrived++, arrivals);
  return Math.max(nowNs, pace.arrivalNs);
}

/** Time from one arrival to the next, drawn anew for each; `arrived` counts those before. */
export function gapNs(
  distribution: Distribution,
  meanNs: Nanoseconds,
  arrived: number,
  random: RandomStream,
): Nanoseconds {
  switch (distribution) {
    case "uniform":
      return random.below(2 * meanNs + 1);
    case "exponential":
      return exponentialNs(meanNs, random);
    case "bursts":
      return arrived % burst === 0 ? exponentialNs(meanNs * burst, random) : 0;
  }
}

/**
 * J. von Neumann's way (1951), which needs comparisons alone: of a falling run of uniform draws, its first is the
 * fraction if the run's length is odd, else the whole part grows by one.
 */
function exponentialNs(meanNs: Nanoseconds, random: RandomStream): Nanoseconds {
  for (let whole = 0; ; whole++) {
    const first = random.below(steps);
    let last = first;
    let length = 1;
    for (let next = random.below(steps); next < last; next = random.below(steps)) {
      last = next;
      length++;
    }
    if (length % 2 === 1)
      return whole * meanNs + Math.floor(((meanNs % steps) * first) / steps) + Math.floor(meanNs / steps) * first;
  }
}
