import fc from "fast-check";
import type { Fault, Regime } from "../sim/faults/fault.ts";
import { faultKinds } from "../sim/faults/index.ts";
import type { Topology } from "../sim/topology.ts";
import { kvSettings, kvTopology, secondsOf, valueOf } from "./kv-topology.ts";
import type { Scenario, Settings } from "./scenario.ts";

const millisecond = 1_000_000;
/** The guest has booted and the clients have begun. */
const settledMs = 2000;
const detectorMs = 2000;

/** Faults that leave the pair protected: any number may come at any time. */
const harmless = [
  "link-delay",
  "link-loss",
  "link-duplicate",
  "link-reorder",
  "link-replay",
  "link-corrupt",
  "link-split",
  "storage-unreachable",
  "arbiter-reply-lost",
];

function milliseconds(min: number, max: number): fc.Arbitrary<number> {
  return fc.integer({ min, max: Math.max(min, max) }).map((count) => count * millisecond);
}

/** The logging channel, the heartbeat or both are cut. */
function cut(...targets: string[]): fc.Arbitrary<{ target: string; path?: "log" | "heartbeat" }> {
  return fc.record(
    { target: fc.constantFrom(...targets), path: fc.constantFrom("log", "heartbeat") },
    { requiredKeys: ["target"] },
  );
}

const anyCut = cut("primary-backup", "primary>backup", "backup>primary");

function crashOf(target: string, at: number): Fault {
  return { kind: "crash", target, at, guard: "whenProtected" };
}

/** The primary dies, alone or while it is cut from its backup. */
function crashNow(untilMs: number): fc.Arbitrary<readonly Fault[]> {
  return milliseconds(settledMs, untilMs).chain((at) =>
    fc.oneof(
      fc.constant([crashOf("primary", at)]),
      fc
        .record({ link: anyCut, earlier: milliseconds(0, detectorMs - 300), forNs: milliseconds(50, 5000) })
        .map(({ earlier, forNs, link }): readonly Fault[] => [
          { kind: "partition", at: at - earlier, guard: "whenProtected", forNs, ...link },
          crashOf("primary", at),
        ]),
      // A backup that gets next to no CPU time acknowledges all the same: it has much to drain when it wins.
      fc
        .record({
          earlier: milliseconds(500, 1500),
          later: milliseconds(detectorMs, 4000),
        })
        .map(({ earlier, later }): readonly Fault[] => [
          { kind: "slow-cpu", target: "backup", at: at - earlier, forNs: earlier + later, perMille: 1 } as Fault,
          crashOf("primary", at),
        ]),
    ),
  );
}

/**
 * The primary falls silent for longer than the detector waits, cannot ask the arbiter meanwhile, and comes back to find
 * that the backup went live. Then it dies, too: nobody needs it any more.
 */
function crashTheLoser(primary: string, untilMs: number): fc.Arbitrary<readonly Fault[]> {
  return fc
    .record({
      at: milliseconds(settledMs, untilMs - 7000),
      forNs: milliseconds(detectorMs + 1500, 6000),
      how: fc.constantFrom("partition", "pause"),
      link: cut("primary-backup", "primary>backup"),
    })
    .map(({ at, forNs, how, link }) => {
      const crash = crashOf(primary, at + forNs + 1000 * millisecond);
      if (how === "pause") return [{ kind: "pause", target: primary, at, forNs, guard: "whenProtected" }, crash];
      return [
        { kind: "storage-unreachable", target: primary, at, forNs },
        { kind: "partition", at: at + millisecond, forNs, guard: "whenProtected", ...link },
        crash,
      ];
    });
}

function schedule(settings: Settings, regime: Regime): fc.Arbitrary<readonly Fault[]> {
  const world = topology(settings);
  const untilNs = secondsOf(settings, "seconds");
  const untilMs = valueOf(settings, "seconds") * 1000;
  const others = [...faultKinds.values()].filter(
    (kind) => kind.regimes.includes(regime) && (regime !== "bounded" || harmless.includes(kind.name)),
  );
  const ambient = fc.array(
    fc.constantFrom(...others).chain((kind) => kind.arbitrary(world, untilNs, regime)),
    { maxLength: regime === "bounded" ? 3 : 6 },
  );
  const now = fc.tuple(crashNow(untilMs), ambient);
  if (untilMs < settledMs + 9000) return now.map((parts) => parts.flat());
  // The backup must find the arbiter before the primary does.
  const loser = fc.tuple(
    crashTheLoser(world.primary, untilMs),
    ambient.map((faults) => faults.filter(({ kind, target }) => !`${kind} ${target}`.includes("storage"))),
  );
  return fc.oneof({ weight: 2, arbitrary: now }, { weight: 1, arbitrary: loser }).map((parts) => parts.flat());
}

function topology(settings: Settings): Topology {
  return kvTopology(settings, ["A", "B"]);
}

export const failoverKv: Scenario = {
  name: "failover-kv",
  claim: "a key-value server loses its primary, and no client notices more than a pause",
  tags: ["campaign"],
  settings: kvSettings,
  topology,
  faultyNs: (settings) => secondsOf(settings, "seconds"),
  quietNs: (settings) => secondsOf(settings, "quiet"),
  schedule,
};
