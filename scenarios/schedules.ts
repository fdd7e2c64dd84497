/** How scenarios put fault schedules together. */
import fc from "fast-check";
import type { Fault, FaultKind, Regime } from "../sim/faults/fault.ts";
import { faultKinds } from "../sim/faults/index.ts";
import { milliseconds } from "../sim/faults/targets.ts";
import type { Topology } from "../sim/topology.ts";

/** The guest has booted and the clients have begun. */
export const settledMs = 2000;
const detectorMs = 2000;
const millisecond = 1_000_000;

/** Kinds that leave a bounded run's pair protected, however many there are. */
const harmless: ReadonlySet<string> = new Set([
  "link-delay",
  "link-loss",
  "link-duplicate",
  "link-reorder",
  "link-replay",
  "link-corrupt",
  "link-split",
  "stale-mac",
  "storage-unreachable",
  "arbiter-reply-lost",
  "arbiter-request-repeated",
  "disk-slow",
  "wall-jump",
]);

export function isHarmless(kind: FaultKind): boolean {
  return harmless.has(kind.name);
}

/**
 * Up to `most` faults of the wanted kinds. Swarm: each schedule switches whole families off, so that what needs the
 * absence of a fault to show is seen, too.
 */
export function anyFaults(
  topology: Topology,
  untilNs: number,
  regime: Regime,
  most: number,
  isWanted: (kind: FaultKind) => boolean = () => true,
): fc.Arbitrary<readonly Fault[]> {
  const kinds = [...faultKinds.values()].filter((kind) => kind.regimes.includes(regime) && isWanted(kind));
  const families = [...new Set(kinds.map(({ family }) => family))];
  return fc.subarray(families, { minLength: 1 }).chain((kept) => {
    const left = kinds.filter(({ family }) => kept.includes(family));
    return fc.array(
      fc.constantFrom(...left).chain((kind) => kind.arbitrary(topology, untilNs, regime)),
      { maxLength: most },
    );
  });
}

export function crashOf(target: string, at: number): Fault {
  return { kind: "crash", target, at, guard: "whenProtected" };
}

/** The logging channel, the heartbeat or both are cut. */
export function cut(...targets: string[]): fc.Arbitrary<{ target: string; path?: "log" | "heartbeat" }> {
  return fc.record(
    { target: fc.constantFrom(...targets), path: fc.constantFrom("log", "heartbeat") },
    { requiredKeys: ["target"] },
  );
}

/** The primary dies, alone or while it is cut from its backup. */
export function crashOfPrimary(untilNs: number): fc.Arbitrary<readonly Fault[]> {
  const anyCut = fc.record({
    link: cut("primary-backup", "primary>backup", "backup>primary"),
    earlier: milliseconds(0, detectorMs - 300),
    forNs: milliseconds(50, 5000),
  });
  return milliseconds(settledMs, Math.floor(untilNs / millisecond)).chain((at) =>
    fc.oneof(
      fc.constant([crashOf("primary", at)]),
      anyCut.map(({ earlier, forNs, link }): readonly Fault[] => [
        { kind: "partition", at: at - earlier, guard: "whenProtected", forNs, ...link },
        crashOf("primary", at),
      ]),
      // A backup that gets next to no CPU time acknowledges all the same: it has much to drain when it wins.
      fc
        .record({ earlier: milliseconds(500, 1500), later: milliseconds(detectorMs, 4000) })
        .map(({ earlier, later }): readonly Fault[] => {
          const starved = { at: at - earlier, forNs: earlier + later, perMille: 1 };
          return [{ kind: "slow-cpu", target: "backup", ...starved } as Fault, crashOf("primary", at)];
        }),
    ),
  );
}

/**
 * The primary falls silent for longer than the detector waits, cannot ask the arbiter meanwhile, and comes back to find
 * that the backup went live. Then it dies, too: nobody needs it any more. Takes at least `crashOfLoserNs`.
 */
export function crashOfLoser(primary: string, untilNs: number): fc.Arbitrary<readonly Fault[]> {
  return fc
    .record({
      at: milliseconds(settledMs, Math.floor(untilNs / millisecond) - 7000),
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

export const crashOfLoserNs = (settledMs + 9000) * millisecond;
