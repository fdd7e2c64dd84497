/** A run's trace hash and state, looked at along the way: what two runs that should be the same are compared by. */
import type { Environment } from "../../scenarios/environment.ts";
import { generateSchedule } from "../../properties/generate.ts";
import { scenarios, settingsOf } from "../../scenarios/index.ts";
import { createWorld } from "../../scenarios/run.ts";
import type { World } from "../../sim/world.ts";

/** One of the runs: scenarios by turns. */
export interface ChainPlan {
  readonly index: number;
  /** Disturbs the run on purpose once this many events were taken, so that the comparison can be seen to work. */
  readonly plantedAt: number | null;
}

export interface Chain {
  readonly scenario: string;
  readonly seed: number;
  /** The trace hash after every `stride` events, and at the end. */
  readonly hashes: readonly string[];
  /** Of every machine that lives at the end. */
  readonly digests: readonly string[];
  readonly eventCount: number;
}

const stride = 500;
/** A guest that is built from packages may not be there. */
const selfContained = scenarios.filter(({ tags }) => !tags.includes("packages"));
const regimes = ["bounded", "unbounded", "corrupting"] as const;
/** A long scenario is cut to this: the comparison needs many runs more than long ones. */
const secondsMax = 30;

function worldOf(index: number, environment: Environment): { world: World; scenario: string; seed: number } {
  const scenario = selfContained[index % selfContained.length]!;
  const seconds = scenario.settings.find(({ name }) => name === "seconds");
  const settings = settingsOf(scenario, { seconds: Math.min(seconds!.byDefault, secondsMax) });
  const seed = 1000 + index;
  const schedule = generateSchedule(scenario, settings, regimes[index % regimes.length]!, String(seed));
  return {
    world: createWorld({ scenario, settings, seed, schedule }, environment),
    scenario: scenario.name,
    seed,
  };
}

function plant(world: World, at: number | null): void {
  if (at === world.eventCount) world.kernel.random.stream("client 1").below(2);
}

export function chainOf({ index, plantedAt }: ChainPlan, environment: Environment): Chain {
  const { world, scenario, seed } = worldOf(index, environment);
  const hashes: string[] = [];
  do {
    plant(world, plantedAt);
    if (world.eventCount % stride === 0) hashes.push(world.traceHash);
  } while (world.step());
  hashes.push(world.traceHash);
  const digests = world.seats.map(({ node }) => node?.machine?.digest() ?? "none");
  const { eventCount } = world;
  world.discard();
  return { scenario, seed, hashes, digests, eventCount };
}

/** One line an event, each with the hash after it, for the events after the first `from` up to `to`. */
export function eventsOf(
  { index, plantedAt }: ChainPlan,
  from: number,
  to: number,
  environment: Environment,
): readonly string[] {
  const { world } = worldOf(index, environment);
  const lines: string[] = [];
  for (;;) {
    plant(world, plantedAt);
    const next = world.kernel.queue.peek();
    const isWanted = world.eventCount >= from;
    if (!world.step() || world.eventCount > to) break;
    if (isWanted) {
      const { nowNs, eventCount, traceHash } = world;
      lines.push(`event ${eventCount} at ${nowNs} ns, ${next?.kind} for ${next?.target}: ${traceHash}`);
    }
  }
  world.discard();
  return lines;
}

/** Events between which two runs parted, or null if they did not. */
export function partedBetween(a: Chain, b: Chain): readonly [number, number] | null {
  const at = a.hashes.findIndex((hash, i) => hash !== b.hashes[i]);
  if (at >= 0) return [Math.max(0, at - 1) * stride, at * stride];
  if (a.hashes.length !== b.hashes.length) return [(a.hashes.length - 1) * stride, a.hashes.length * stride];
  return null;
}
