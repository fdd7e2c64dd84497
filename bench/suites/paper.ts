/** The tables of the paper, in virtual time: what replication costs a guest, and how long its steps take. */
import { createEnvironment, type Environment } from "../../scenarios/environment.ts";
import { failoverKv } from "../../scenarios/failover-kv.ts";
import { vmotionUnderLoad } from "../../scenarios/vmotion-under-load.ts";
import { settingsOf } from "../../scenarios/index.ts";
import { performRun } from "../../properties/run.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Figure } from "../figure.ts";
import { type Load, loads, scenarioOf } from "../world/loads.ts";
import { observeWorld } from "../world/observed.ts";
import type { Suite, Turn } from "./suite.ts";

const GIGABIT = 1_000_000_000;
const SECOND = 1_000_000_000;
const MILLISECOND = 1_000_000;
const QUICK_LOADS = 2;
const QUICK_SECONDS = 0.2;
/** Bounds of the protocol: execution lag, and how long VMotion stops the VM. */
const LAG_MS = 100;
const STOP_MS = 1000;
const CHANNELS = [GIGABIT, 10 * GIGABIT] as const;

const exact = (name: string, value: number, unit: string, better: Figure["better"], published?: string): Figure => ({
  name,
  value,
  unit,
  better,
  ...(published === undefined ? {} : { published }),
});

function costOf(load: Load, seconds: number, environment: Environment): readonly Figure[] {
  const run = (channelBitsPerSecond: number | null) =>
    observeWorld({ ...scenarioOf(load, { channelBitsPerSecond }), schedule: [], seconds }, environment);
  const alone = load.throughput(run(null));
  return [
    exact(`${load.name}: without FT`, alone, load.unit, "higher"),
    ...CHANNELS.flatMap((channel): Figure[] => {
      const replicated = run(channel);
      const over = `over ${channel / GIGABIT} Gbit/s`;
      return [
        exact(`${load.name}: FT ${over}, of no FT`, load.throughput(replicated) / alone, "x", "higher", load.like),
        exact(
          `${load.name}: logging channel ${over}`,
          (replicated.channelBytes * 8) / replicated.seconds / 1e6,
          "Mbit/s",
          "lower",
        ),
        {
          ...exact(`${load.name}: lag ${over}`, replicated.lagNs.p50 / MILLISECOND, "ms", "lower", "under 100 ms"),
          target: LAG_MS,
        },
      ];
    }),
  ];
}

/** One crash of the primary, at each of several moments: the middle one of each part. */
function failover(environment: Environment): readonly Figure[] {
  const settings = settingsOf(failoverKv, { seconds: 8, quiet: 8 });
  const parts = Array.from({ length: 5 }, (_, index) => {
    const schedule: Fault[] = [{ kind: "crash", target: "primary", at: 5 * SECOND + index * 17 * MILLISECOND }];
    const spec = { scenario: failoverKv, settings, seed: 1, schedule, regime: "bounded", mutant: null } as const;
    return performRun(spec, environment).failovers[0]!;
  }).toSorted((a, b) => a.totalNs - b.totalNs);
  const { detectNs, arbiterNs, drainNs } = parts[parts.length >> 1]!;
  return [
    exact("failover: detection (time-out 2 s)", detectNs / MILLISECOND, "ms", "lower"),
    exact("failover: arbiter", arbiterNs / MILLISECOND, "ms", "lower"),
    {
      ...exact("failover: draining, which is the lag", drainNs / MILLISECOND, "ms", "lower", "lag under 100 ms"),
      target: LAG_MS,
    },
  ];
}

/** Two moves of the primary and one of the backup under load, and a host that dies and is replaced. */
function vmotion(environment: Environment): readonly Figure[] {
  const move = (target: "primary" | "backup", at: number): Fault => ({ kind: "move", target, at: at * SECOND });
  const settings = settingsOf(vmotionUnderLoad);
  const schedule = [move("primary", 3), move("backup", 5), move("primary", 7)];
  const { stopsNs, armingsNs } = observeWorld(
    { scenario: vmotionUnderLoad, settings, schedule, seconds: 9 },
    environment,
  );
  if (stopsNs.length === 0 || armingsNs.length === 0) throw new Error("no move came to its end");
  const longest = (values: readonly number[]): number => Math.max(...values) / MILLISECOND;
  return [
    { ...exact("VMotion of the primary: stop", longest(stopsNs), "ms", "lower", "under 1 s"), target: STOP_MS },
    exact("VMotion of the backup: from cut to arming, the VM runs", longest(armingsNs), "ms", "lower"),
  ];
}

export const paper: Suite = {
  name: "paper",
  title: "The paper's tables",
  method:
    "In virtual time, so exact. The cost model: a unit of execution takes its share of a second (50 M units/s; 1,000 M for the network, whose wire is full without FT), recording and replaying cost none (the suite `record` measures what they do cost), a one-way trip takes 100 to 150 us, a disk command 100 to 200 us, and a link carries its bits one after the other. The logging channel has the speed that a row names, all other links 1 Gbit/s.",
  parts: [
    ...loads.map((load, index) => ({
      name: load.name,
      measure: async ({ quick }: Turn) =>
        quick && index >= QUICK_LOADS
          ? []
          : costOf(load, quick ? QUICK_SECONDS : load.seconds, await createEnvironment()),
    })),
    { name: "failover", measure: async () => failover(await createEnvironment()) },
    { name: "VMotion", measure: async () => vmotion(await createEnvironment()) },
  ],
};
