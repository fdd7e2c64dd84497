/** How fast a replicated VM is simulated, and how that grows. */
import { createEnvironment, type Environment } from "../../scenarios/environment.ts";
import { scenarios } from "../../scenarios/index.ts";
import { runCampaign } from "../../properties/campaign.ts";
import { Workers } from "../../properties/workers.ts";
import { cpuMsOnce } from "../ft/cpu-time.ts";
import { type Figure, type Turned, turned } from "../figure.ts";
import { type ChainLoad, chainWorld } from "../world/chain.ts";
import { residentAlong } from "../world/soak.ts";
import type { Suite } from "./suite.ts";

const SECOND = 1_000_000_000;
const MEBIBYTE = 1 << 20;
const TURNS = 3;
const FAILOVER_SECONDS = 10;
/** The figure that the best public simulator claims. */
const TARGET = 1000;
const CAMPAIGN_RUNS = 64;

interface Timed {
  /** Simulated seconds for one of processor time. */
  readonly acceleration: Turned;
  readonly eventsPerSecond: Turned;
  /** Of the simulator, in a simulated second. */
  readonly eventsEach: number;
  readonly failoversPerSecond: number;
  readonly note: string;
}

function time(load: ChainLoad, turns: number, environment: Environment): Timed {
  chainWorld({ ...load, seconds: Math.min(load.seconds, 60) }, environment).run();
  const accelerations: number[] = [];
  const rates: number[] = [];
  let seen = { requests: 0, failovers: 0, digests: 0, events: 0, seconds: 0, ms: 0 };
  for (let turn = 0; turn < turns; turn++) {
    const world = chainWorld(load, environment);
    seen = { requests: 0, failovers: 0, digests: 0, events: 0, seconds: 0, ms: 0 };
    world.observe((event) => {
      if (event.kind === "response") seen.requests++;
      else if (event.kind === "replica" && event.observation.what === "live") seen.failovers++;
      else if (event.kind === "replica" && event.observation.what === "digest") seen.digests++;
    });
    seen.ms = cpuMsOnce(() => world.run());
    seen.seconds = world.nowNs / SECOND;
    accelerations.push((seen.seconds * 1000) / seen.ms);
    rates.push((world.eventCount * 1000) / seen.ms);
    seen.events = world.eventCount;
    world.discard();
  }
  const { requests, failovers, digests, seconds, ms } = seen;
  return {
    acceleration: turned(accelerations),
    eventsPerSecond: turned(rates),
    eventsEach: seen.events / seen.seconds,
    failoversPerSecond: (failovers * 1000) / ms,
    note: `${(requests / seconds).toFixed(1)} requests and ${(digests / seconds).toFixed(1)} digests a simulated second, ${failovers} failovers in ${seconds.toFixed(0)} s`,
  };
}

/** By how much more processor time a simulated second takes than in the first of them. */
function growth(
  name: string,
  loads: readonly (readonly [string, ChainLoad])[],
  environment: Environment,
): readonly Figure[] {
  const [[, first], ...rest] = loads.map(([label, load]) => [label, time(load, 1, environment)] as const) as [
    readonly [string, Timed],
    ...(readonly [string, Timed])[],
  ];
  return rest.map(([label, { acceleration }]) => ({
    name: `${name}: ${label}, of ${loads[0]![0]}`,
    value: first.acceleration.value / acceleration.value,
    unit: "x",
    better: "lower",
  }));
}

function copies(turns: number, environment: Environment): readonly Figure[] {
  const world = chainWorld({ seconds: 60, failoverEverySeconds: FAILOVER_SECONDS }, environment);
  while (world.nowNs < 30 * SECOND) world.step();
  const us = (act: () => void): Turned => turned(Array.from({ length: turns }, () => cpuMsOnce(act) * 1000));
  const figures: Figure[] = [
    { name: "world snapshot, two machines of 2 MiB", ...us(() => void world.snapshot()), unit: "us", better: "lower" },
    { name: "world fork, two machines of 2 MiB", ...us(() => world.fork().discard()), unit: "us", better: "lower" },
  ];
  world.discard();
  return figures;
}

function memory(stretches: number, seconds: number, environment: Environment): readonly Figure[] {
  const resident = residentAlong(stretches, seconds, environment);
  const hours = (seconds * stretches) / 3600;
  return [
    {
      name: "soak: resident memory at the end, of that half-way",
      value: resident.at(-1)! / resident[(stretches >> 1) - 1]!,
      unit: "x",
      better: "lower",
      note: `${hours.toFixed(1)} simulated hours, judged by every property`,
    },
    { name: "soak: resident memory at the end", value: resident.at(-1)!, unit: "MiB", better: "lower" },
  ];
}

async function campaign(jobs: number, runs: number): Promise<{ readonly runs: number; readonly acceleration: number }> {
  const workers = new Workers(jobs);
  const plan = {
    campaign: 1,
    scenarios: scenarios.filter(({ tags }) => tags.includes("campaign")).map(({ name }) => name),
    regime: null,
    changes: {},
    mutant: null,
    runs,
    timeMs: null,
    first: 0,
    prefer: null,
    stopEarly: false,
    shrinks: false,
  };
  try {
    const { virtualNs, wallMs } = await runCampaign(plan, workers, new AbortController().signal);
    return { runs: (runs * 1000) / wallMs, acceleration: virtualNs / 1e6 / wallMs };
  } finally {
    await workers.end();
  }
}

async function campaigns(runs: number): Promise<readonly Figure[]> {
  const one = await campaign(1, runs);
  const two = await campaign(2, runs);
  const note = `${runs} runs of all campaign scenarios, judged by every property, wall time with the workers' start`;
  return [
    { name: "campaign: two workers, of one", value: two.runs / one.runs, unit: "x", better: "higher", note },
    { name: "campaign: simulated over wall time, one worker", value: one.acceleration, unit: "x", better: "higher" },
    { name: "campaign: simulated over wall time, two workers", value: two.acceleration, unit: "x", better: "higher" },
    { name: "campaign: runs, one worker", value: one.runs, unit: "runs/s", better: "higher" },
    { name: "campaign: runs, two workers", value: two.runs, unit: "runs/s", better: "higher" },
  ];
}

export const simulation: Suite = {
  name: "simulation",
  title: "Simulation",
  method:
    "Processor time of one core, after a warm-up, under the stated load: at least five client requests and one state digest per simulated second, one failover with re-protection per ten simulated seconds, a guest timer of 20 Hz, 1 MiB of RAM in use, hardly any of it quiet. Every guest instruction is executed twice.",
  async measure(quick) {
    const environment = await createEnvironment();
    const base: ChainLoad = { seconds: quick ? 100 : 600, failoverEverySeconds: FAILOVER_SECONDS };
    const short: ChainLoad = { ...base, seconds: quick ? 60 : 200 };
    const stated = time(base, quick ? 1 : TURNS, environment);
    const calm = time({ ...base, failoverEverySeconds: null }, quick ? 1 : TURNS, environment);
    const faster = (name: string, { acceleration, note }: Timed, target?: number): Figure => ({
      name,
      ...acceleration,
      unit: "x",
      better: "higher",
      note,
      ...(target === undefined ? {} : { target }),
    });
    const grows = (
      what: string,
      key: "hosts" | "clients" | "vms" | "ramBytes" | "moreFaults",
      values: readonly number[],
      scale = 1,
    ) =>
      growth(
        `growth with ${what}`,
        values.map((value) => [String(value), { ...short, [key]: value * scale }]),
        environment,
      );
    return {
      figures: [
        faster("simulated over processor time, stated load", stated, TARGET),
        faster("simulated over processor time, no faults", calm),
        ...grows("hosts", "hosts", [3, 6, 12]),
        ...grows("clients", "clients", [2, 4, 8]),
        ...grows("VMs", "vms", [1, 2, 4]),
        ...grows("RAM in MiB", "ramBytes", [2, 8, 32], MEBIBYTE),
        ...grows("faults in the schedule", "moreFaults", [1, 100, 1000]),
        ...(await campaigns(quick ? 24 : CAMPAIGN_RUNS)),
        { name: "events in a simulated second, no faults", value: calm.eventsEach, unit: "events", better: "lower" },
        { name: "events", ...stated.eventsPerSecond, unit: "events/s", better: "higher" },
        { name: "failovers checked", value: stated.failoversPerSecond, unit: "failovers/s", better: "higher" },
        ...copies(quick ? 20 : 200, environment),
        ...memory(6, quick ? 300 : 7200, environment),
      ],
      missing: [],
    };
  },
};
