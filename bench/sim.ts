/**
 * The world's figures (Step 5 of the plan): how fast a replicated VM is simulated on one core, under a stated load, and
 * what forks and snapshots cost. Time is CPU time of this process, after a warm-up. `npm run bench:sim`
 */
import type { Fault } from "../sim/faults/fault.ts";
import { scenarios, settingsOf } from "../scenarios/index.ts";
import { createEnvironment, type Environment } from "../scenarios/environment.ts";
import { createWorld } from "../scenarios/run.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { generateSchedule } from "../properties/generate.ts";
import { properties } from "../properties/index.ts";
import { judge } from "../properties/judge.ts";
import { performRun } from "../properties/run.ts";
import { faultKinds } from "../sim/faults/index.ts";
import type { World } from "../sim/world.ts";

const environment = await createEnvironment();

/** The guest itself uses a quarter of a mebibyte. What lies above it is filled at power on, to be cloned and kept. */
const filledPages = 194;
const loadedEnvironment: Environment = {
  ...environment,
  machineOf(topology) {
    const kind = environment.machineOf(topology);
    return {
      ...kind,
      createMachine(memory, source) {
        const machine = kind.createMachine(memory, source);
        const page = new Uint8Array(4096).map((_, i) => i);
        for (let at = 1; at <= filledPages; at++) machine.writePage(machine.pageCount - at, page);
        return machine;
      },
    };
  },
};
const second = 1_000_000_000;

function cpuMs(act: () => void): number {
  const before = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function print(name: string, value: number, unit: string, remark = ""): void {
  const digits = value < 10 ? 2 : 0;
  process.stdout.write(`${name.padEnd(58)} ${value.toFixed(digits).padStart(10)} ${unit.padEnd(8)} ${remark}\n`);
}

function named(name: string): Scenario {
  return scenarios.find((scenario) => scenario.name === name)!;
}

/**
 * The stated load: five client requests and one digest of each replica a simulated second, a guest timer of 20 Hz,
 * 1 MiB of RAM in use, keep-alives every 10 ms, one failover with re-protection every ten simulated seconds, next to nothing of it quiet.
 */
function loaded(seconds: number, failoverEvery: number | null, hosts = 3, clients = 2): World {
  const scenario = named("re-protection-chain");
  const settings = settingsOf(scenario, { seconds, quiet: 8, clients, think: 130 * clients, retry: 100 });
  const base = scenario.topology(settings);
  const schedule: Fault[] = [];
  for (let at = 3; failoverEvery !== null && at < seconds - 4; at += failoverEvery) {
    schedule.push({ kind: "crash", target: "primary", at: at * second, forNs: 2 * second, guard: "whenProtected" });
  }
  const spares = Array.from({ length: hosts }, (_, index) => ({ ...base.hosts[0]!, name: `H${index}` }));
  const topology = { ...base, hosts: spares, primary: "H0", backup: "H1", ft: { digestIntervalNs: second } };
  const plan = { scenario: { ...scenario, topology: () => topology }, settings, seed: 1, schedule };
  return createWorld(plan, loadedEnvironment);
}

/** RAM of a replica that was ever written to. */
function touchedMebibytes(world: World): number {
  const pages = world.hosts.map(({ node }) => node?.machine?.pagesWrittenSince(1).length ?? 0);
  return (Math.max(...pages) * 4096) / (1 << 20);
}

function accelerate(name: string, make: () => World): void {
  make().run();
  const world = make();
  let requests = 0;
  let failovers = 0;
  let digests = 0;
  world.observe((event) => {
    if (event.kind === "response") requests++;
    else if (event.kind === "replica" && event.observation.what === "live") failovers++;
    else if (event.kind === "replica" && event.observation.what === "digest") digests++;
  });
  const ms = cpuMs(() => {
    world.run();
  });
  const seconds = world.nowNs / second;
  const load = [
    `${(requests / seconds).toFixed(1)} requests/s`,
    `${(digests / seconds).toFixed(1)} digests/s`,
    `${failovers} failovers in ${seconds.toFixed(0)} s`,
    `${((100 * world.setup.quietNs) / world.nowNs).toFixed(0)}% quiet`,
    `${touchedMebibytes(world).toFixed(1)} MiB touched`,
  ];
  print(name, (seconds * 1000) / ms, "x", load.join(", "));
  print(
    "  events",
    (world.eventCount * 1000) / ms,
    "/s",
    `${(world.eventCount / seconds).toFixed(0)} a simulated second`,
  );
  if (failovers > 0) print("  failovers", (failovers * 1000) / ms, "/s");
  world.discard();
}

function campaign(runs: number): void {
  const scenario = named("failover-kv");
  const settings = settingsOf(scenario);
  const schedule: Fault[] = [{ kind: "crash", target: "primary", at: 9 * second, guard: "whenProtected" }];
  const run = (seed: number) =>
    performRun({ scenario, settings, seed, schedule, regime: "bounded", mutant: null }, environment);
  let virtualNs = 0;
  for (let seed = 0; seed < runs; seed++) run(seed);
  const ms = cpuMs(() => {
    for (let seed = 0; seed < runs; seed++) virtualNs += run(seed).virtualNs;
  });
  print("failover-kv, judged by every property", virtualNs / 1e6 / ms, "x");
  print("  runs", (runs * 1000) / ms, "/s", `${(virtualNs / runs / second).toFixed(0)} s each`);
}

function forks(turns: number): void {
  const world = loaded(60, 10);
  while (world.nowNs < 30 * second) world.step();
  const snapshot = cpuMs(() => {
    for (let turn = 0; turn < turns; turn++) world.snapshot();
  });
  const fork = cpuMs(() => {
    for (let turn = 0; turn < turns; turn++) world.fork().discard();
  });
  print("world snapshot, two machines of 2 MiB", (snapshot * 1000) / turns, "us");
  print("world fork, two machines of 2 MiB", (fork * 1000) / turns, "us");
  world.discard();
}

/** Each stretch as long as the one before: what a run keeps must not grow with it. */
function soak(stretches: number, seconds: number): void {
  const scenario = named("soak");
  const settings = settingsOf(scenario, { seconds: stretches * seconds });
  const topology = scenario.topology(settings);
  const schedule = generateSchedule(scenario, settings, "bounded", "1");
  const world = createWorld({ scenario, settings, seed: 1, schedule }, environment);
  const { observe } = judge(properties, { topology, regime: "bounded", faultKinds });
  world.observe(observe);
  for (let stretch = 1; stretch <= stretches; stretch++) {
    while (world.nowNs < stretch * seconds * second && world.step());
    print(
      `soak, judged: memory in use after ${((stretch * seconds) / 3600).toFixed(1)} h`,
      process.memoryUsage().rss / 1e6,
      "MB",
    );
  }
  world.discard();
}

accelerate("simulated over CPU time, stated load", () => loaded(600, 10));
accelerate("the same, no faults", () => loaded(600, null));
campaign(60);
forks(200);
for (const hosts of [3, 6, 12]) accelerate(`stated load, ${hosts} hosts`, () => loaded(200, 10, hosts));
for (const clients of [2, 4, 8]) accelerate(`stated load, ${clients} clients`, () => loaded(200, 10, 3, clients));
soak(6, 7200);
