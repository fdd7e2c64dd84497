/** How fast a replicated VM is simulated, and how that grows. */
import { createEnvironment, type Environment } from "../../scenarios/environment.ts";
import { failoverKv } from "../../scenarios/failover-kv.ts";
import { scenarios, settingsOf } from "../../scenarios/index.ts";
import { runCampaign } from "../../properties/campaign.ts";
import { generateSchedule } from "../../properties/generate.ts";
import { performRun } from "../../properties/run.ts";
import type { Made } from "../../properties/task.ts";
import { Workers } from "../../properties/workers.ts";
import { cpuMsOnce } from "../ft/cpu-time.ts";
import { type Figure, type Turned, turned } from "../figure.ts";
import { type ChainLoad, chainWorld } from "../world/chain.ts";
import { residentAlong } from "../world/soak.ts";
import type { Part, Suite, Turn } from "./suite.ts";

const SECOND = 1_000_000_000;
const MEBIBYTE = 1 << 20;
const TURNS = 3;
const FAILOVER_SECONDS = 10;
/** The figure that the best public simulator claims. */
const TARGET = 1000;
/** Enough for the engine to have compiled what matters. */
const WARM_SECONDS = 60;

interface Timed {
  /** Simulated seconds for one of processor time. */
  readonly acceleration: Turned;
  readonly eventsPerSecond: Turned;
  /** Of the simulator, in a simulated second. */
  readonly eventsEach: number;
  readonly failoversPerSecond: Turned;
  readonly note: string;
}

function time(load: ChainLoad, turns: number, environment: Environment): Timed {
  chainWorld({ ...load, seconds: Math.min(load.seconds, WARM_SECONDS) }, environment).run();
  const accelerations: number[] = [];
  const rates: number[] = [];
  const checked: number[] = [];
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
    checked.push((seen.failovers * 1000) / seen.ms);
    seen.events = world.eventCount;
    world.discard();
  }
  const { requests, failovers, digests, seconds } = seen;
  return {
    acceleration: turned(accelerations),
    eventsPerSecond: turned(rates),
    eventsEach: seen.events / seen.seconds,
    failoversPerSecond: turned(checked),
    note: `${(requests / seconds).toFixed(1)} requests and ${(digests / seconds).toFixed(1)} digests a simulated second, ${failovers} failovers in ${seconds.toFixed(0)} s`,
  };
}

const simulated = (load: ChainLoad, environment: Environment): number => {
  const world = chainWorld(load, environment);
  const ms = cpuMsOnce(() => world.run());
  const perSecond = (ms * SECOND) / world.nowNs;
  world.discard();
  return perSecond;
};

type Growing = "hosts" | "clients" | "vms" | "ramBytes" | "moreFaults" | "seconds";

/** By how much more processor time a simulated second takes than with the first of the sizes, all of them by turns. */
function growth(what: string, key: Growing, sizes: readonly number[], { scale = 1, linear = false } = {}): Part {
  return {
    name: `growth with ${what}`,
    async measure({ quick }) {
      const environment = await createEnvironment();
      const base: ChainLoad = { seconds: quick ? 15 : 100, failoverEverySeconds: FAILOVER_SECONDS };
      const chosen = quick ? [sizes[0]!, sizes.at(-1)!] : sizes;
      const loads = chosen.map((size) => ({ ...base, [key]: size * scale }));
      for (const load of quick ? [] : loads)
        simulated({ ...load, seconds: Math.min(load.seconds, WARM_SECONDS) }, environment);
      const turns = Array.from({ length: quick ? 1 : TURNS }, () => loads.map((load) => simulated(load, environment)));
      return chosen.slice(1).map((size, index): Figure => {
        const ratios = turned(turns.map((costs) => costs[index + 1]! / costs[0]!));
        return {
          name: `growth with ${what}: ${size}, of ${chosen[0]}`,
          ...ratios,
          unit: "x",
          better: "lower",
          ...(linear ? { target: size / chosen[0]! } : {}),
        };
      });
    },
  };
}

async function stated({ quick }: Turn): Promise<readonly Figure[]> {
  const environment = await createEnvironment();
  const base: ChainLoad = { seconds: quick ? 30 : 600, failoverEverySeconds: FAILOVER_SECONDS };
  const turns = quick ? 1 : TURNS;
  const loaded = time(base, turns, environment);
  const calm = time({ ...base, failoverEverySeconds: null }, turns, environment);
  const faster = (name: string, { acceleration, note }: Timed): Figure => ({
    name,
    ...acceleration,
    unit: "x",
    better: "higher",
    note,
  });
  return [
    { ...faster("simulated over processor time, stated load", loaded), target: TARGET },
    faster("simulated over processor time, no faults", calm),
    { name: "events in a simulated second, no faults", value: calm.eventsEach, unit: "events", better: "lower" },
    { name: "events, one core", ...loaded.eventsPerSecond, unit: "events/s", better: "higher" },
    {
      name: "failovers checked, one core",
      ...loaded.failoversPerSecond,
      unit: "failovers/s",
      better: "higher",
    },
  ];
}

/** Whole runs of the default scenario, power on and judging included. */
async function defaultScenario({ quick }: Turn): Promise<readonly Figure[]> {
  const environment = await createEnvironment();
  const settings = settingsOf(failoverKv);
  const rates = Array.from({ length: quick ? 2 : 12 }, (_, seed) => {
    const schedule = generateSchedule(failoverKv, settings, "bounded", String(seed));
    const spec = { scenario: failoverKv, settings, seed, schedule, regime: "bounded", mutant: null } as const;
    return 1000 / cpuMsOnce(() => performRun(spec, environment));
  });
  // The first of them warms up.
  const figure = { unit: "runs/s", better: "higher" } as const;
  return [{ name: "runs of failover-kv, one core", ...turned(rates.slice(1)), ...figure }];
}

async function copies({ quick }: Turn): Promise<readonly Figure[]> {
  const environment = await createEnvironment();
  const world = chainWorld({ seconds: 60, failoverEverySeconds: FAILOVER_SECONDS }, environment);
  while (world.nowNs < 30 * SECOND) world.step();
  const us = (act: () => void): Turned => turned(Array.from({ length: quick ? 20 : 200 }, () => cpuMsOnce(act) * 1000));
  const figures: Figure[] = [
    { name: "world snapshot, two machines of 2 MiB", ...us(() => void world.snapshot()), unit: "us", better: "lower" },
    { name: "world fork, two machines of 2 MiB", ...us(() => world.fork().discard()), unit: "us", better: "lower" },
  ];
  world.discard();
  return figures;
}

/** Stretches of a soak, all equally long. */
const STRETCHES = 6;

async function memory({ quick, missing }: Turn): Promise<readonly Figure[]> {
  const seconds = quick ? 20 : 1800;
  const resident = residentAlong(STRETCHES, seconds, await createEnvironment());
  const hours = (seconds * STRETCHES) / 3600;
  missing("a simulated week of soak (lockstep run soak; hours on the wall)");
  return [
    {
      name: "soak: resident memory at the end, of that half-way",
      value: resident.at(-1)! / resident[(STRETCHES >> 1) - 1]!,
      unit: "x",
      better: "lower",
      note: `${hours.toFixed(1)} simulated hours, judged by every property`,
      once: true,
    },
    { name: "soak: resident memory at the end", value: resident.at(-1)!, unit: "MiB", better: "lower", once: true },
  ];
}

const CORES = 2;

interface Rates {
  readonly acceleration: number;
  readonly runs: number;
  readonly events: number;
}

async function campaign(workers: Pick<Workers, "count" | "ask">, seed: number, runs: number): Promise<Rates> {
  let events = 0;
  const counting: Pick<Workers, "count" | "ask"> = {
    count: workers.count,
    async ask<Answer>(...[task, signal]: Parameters<Workers["ask"]>) {
      const made = await workers.ask<Made>(task, signal);
      if ("result" in made) events += made.result.events;
      return made as Answer;
    },
  };
  const plan = {
    campaign: seed,
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
  const { virtualNs, wallMs } = await runCampaign(plan, counting, new AbortController().signal);
  return { runs: (runs * 1000) / wallMs, events: (events * 1000) / wallMs, acceleration: virtualNs / 1e6 / wallMs };
}

/** The same runs by one worker and by two, after others that warm both up. */
async function campaigns({ quick, progress }: Turn): Promise<readonly Figure[]> {
  const runs = quick ? 4 : 64;
  const workers = new Workers(CORES);
  try {
    progress("warming up");
    await campaign(workers, 2, quick ? CORES : 32);
    progress("two workers");
    const two = await campaign(workers, 1, runs);
    progress("one worker");
    const one = await campaign({ count: 1, ask: (task, signal) => workers.ask(task, signal) }, 1, runs);
    const note = `${runs} runs of the campaign scenarios in turn, judged by every property, in wall time`;
    const figure = { better: "higher", once: true } as const;
    const each = ([name, { acceleration, runs: made, events }]: readonly [string, Rates]): readonly Figure[] => [
      { name: `campaign: simulated over wall time, ${name}`, value: acceleration, unit: "x", ...figure },
      { name: `campaign: runs, ${name}`, value: made, unit: "runs/s", ...figure },
      { name: `campaign: events, ${name}`, value: events, unit: "events/s", ...figure },
    ];
    return [
      { name: "campaign: two workers, of one", value: two.runs / one.runs, unit: "x", ...figure, note },
      ...(
        [
          ["one worker", one],
          ["two workers", two],
        ] as const
      ).flatMap(each),
    ];
  } finally {
    await workers.end();
  }
}

export const simulation: Suite = {
  name: "simulation",
  title: "Simulation",
  method:
    "Processor time of one core, after a warm-up, under the stated load: at least five client requests and one state digest per simulated second, one failover with re-protection per ten simulated seconds, a guest timer of 20 Hz, 1 MiB of RAM in use, hardly any of it quiet. Every guest instruction is executed twice. Growth is in processor time of a simulated second; no worse than linear is the target.",
  parts: [
    { name: "the stated load", measure: stated },
    growth("hosts", "hosts", [3, 6, 12], { linear: true }),
    growth("clients", "clients", [2, 4, 8], { linear: true }),
    growth("VMs", "vms", [1, 2, 4], { linear: true }),
    growth("RAM in MiB", "ramBytes", [2, 8, 32], { scale: MEBIBYTE, linear: true }),
    growth("faults in the schedule", "moreFaults", [1, 100, 1000]),
    growth("seconds of a run", "seconds", [50, 100, 200]),
    { name: "the default scenario", measure: defaultScenario },
    { name: "campaigns", measure: campaigns },
    { name: "copies of a world", measure: copies },
    { name: "memory of a long run", measure: memory },
  ],
};
