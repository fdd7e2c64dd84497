/** Replay against state transfer, and shared against non-shared disks: the same guests, the same gate. */
import { createEnvironment, type Environment } from "../../scenarios/environment.ts";
import { nonSharedDisks } from "../../scenarios/non-shared-disks.ts";
import { settingsOf } from "../../scenarios/index.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Figure } from "../figure.ts";
import { type Load, loads, scenarioOf, type Setup } from "../world/loads.ts";
import { observeWorld } from "../world/observed.ts";
import { createWorld } from "../../scenarios/run.ts";
import type { Part, Suite } from "./suite.ts";

const CHANNEL = 1_000_000_000;
const SECOND = 1_000_000_000;
const MICROSECOND = 1000;
/** Guests that talk: what does not has no output to delay. */
const TALKING = new Set(["wal", "disk", "nettx"]);
const WRITING = new Set(["wal", "disk"]);
const QUICK = "wal";
const QUICK_SECONDS = 0.2;

type Setups = Readonly<Record<string, Omit<Setup, "channelBitsPerSecond">>>;
const STRATEGIES: Setups = { replay: { strategy: "replay" }, checkpoint: { strategy: "checkpoint" } };
const DISKS: Setups = { "shared disk": {}, "non-shared disk": { disks: "non-shared" } };

function sideBySide(load: Load, setups: Setups, seconds: number, environment: Environment): readonly Figure[] {
  const of = Object.entries(setups).map(([name, setup]) => {
    const plan = scenarioOf(load, { channelBitsPerSecond: CHANNEL, ...setup });
    return { name, seen: observeWorld({ ...plan, schedule: [], seconds }, environment) };
  });
  const [first] = of;
  return of.flatMap(({ name, seen }): Figure[] => {
    const about = `${load.name}, ${name}`;
    const throughput = load.throughput(seen);
    return [
      ...(seen === first!.seen
        ? []
        : [
            {
              name: `${about}: throughput, of ${first!.name}`,
              value: throughput / load.throughput(first!.seen),
              unit: "x",
              better: "higher" as const,
            },
          ]),
      { name: `${about}: throughput`, value: throughput, unit: load.unit, better: "higher" },
      { name: `${about}: output held`, value: seen.heldNs.p50 / MICROSECOND, unit: "us", better: "lower" },
      {
        name: `${about}: sent to the backup`,
        value: (seen.channelBytes * 8) / seen.seconds / 1e6,
        unit: "Mbit/s",
        better: "lower",
      },
    ];
  });
}

/** Bytes that cross the network while a clone with a disk of its own is made. */
function resynchronised(environment: Environment): Figure {
  const settings = settingsOf(nonSharedDisks, { seconds: 16, quiet: 8 });
  const schedule: Fault[] = [{ kind: "crash", target: "backup", at: 4 * SECOND }];
  const world = createWorld({ scenario: nonSharedDisks, settings, seed: 1, schedule }, environment);
  let bytes = 0;
  let cloning = false;
  world.observe((event) => {
    if (event.kind !== "replica" || event.observation.what !== "vmotion") return;
    if (event.observation.step === "began") cloning = true;
    if (event.observation.step === "committed") cloning = false;
  });
  world.tap((sent) => {
    if (cloning && sent.unit === "segment") bytes += sent.bytes?.length ?? 0;
  });
  try {
    world.run();
  } finally {
    world.discard();
  }
  return {
    name: "non-shared disk of 1 MiB, RAM of 2 MiB: sent to re-synchronise a new backup",
    value: bytes / 1024,
    unit: "KiB",
    better: "lower",
  };
}

/** A part for each load of these guests. */
function compared(what: string, setups: Setups, guests: ReadonlySet<string>): readonly Part[] {
  return loads
    .filter(({ guest }) => guests.has(guest))
    .map((load) => ({
      name: `${load.name}, ${what}`,
      measure: async ({ quick }) =>
        quick && load.guest !== QUICK
          ? []
          : sideBySide(load, setups, quick ? QUICK_SECONDS : load.seconds, await createEnvironment()),
    }));
}

export const strategies: Suite = {
  name: "strategies",
  title: "State transfer against replay, non-shared against shared disks",
  method:
    "In virtual time, with the cost model of the paper's tables and a logging channel of 1 Gbit/s; epochs of 25 ms. Remus, the published state transfer, reports a slowdown of 100 to 225% at 40 epochs a second.",
  parts: [
    ...compared("replay and checkpoint", STRATEGIES, TALKING),
    ...compared("shared and non-shared disk", DISKS, WRITING),
    { name: "re-synchronising", measure: async () => [resynchronised(await createEnvironment())] },
  ],
};
