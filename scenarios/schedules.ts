/** How scenarios put fault schedules together. */
import fc from "fast-check";
import type { Fault, FaultKind, Regime } from "../sim/faults/fault.ts";
import { faultKinds } from "../sim/faults/index.ts";
import { aimedAt, anyOf } from "../sim/faults/aim.ts";
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
  "clock-offset",
  "memory-exhausted",
]);

export function isHarmless(kind: FaultKind): boolean {
  return harmless.has(kind.name);
}

/** What the corrupting regime alone has: no scenario goes without there. */
function isCorruption({ regimes }: FaultKind): boolean {
  return regimes.length === 1 && regimes[0] === "corrupting";
}

/**
 * Up to `most` faults of the wanted kinds. Swarm: each schedule switches whole families off, so that what needs the
 * absence of a fault to show is seen, too. Without it each may hold any.
 */
export function anyFaults(
  topology: Topology,
  untilNs: number,
  regime: Regime,
  most: number,
  isWanted: (kind: FaultKind) => boolean = () => true,
  swarm = true,
): fc.Arbitrary<readonly Fault[]> {
  const kinds = [...faultKinds.values()].filter(
    (kind) => kind.regimes.includes(regime) && (isWanted(kind) || isCorruption(kind)),
  );
  const families = [...new Set(kinds.map(({ family }) => family))];
  const chosen = swarm ? fc.subarray(families, { minLength: 1 }) : fc.constant(families);
  return chosen.chain((kept) => {
    const left = kinds.filter(({ family }) => kept.includes(family));
    return fc.array(
      fc.constantFrom(...left).chain((kind) => anyOf(kind, topology, untilNs, regime)),
      { maxLength: most },
    );
  });
}

/**
 * What comes on top of a scenario's own faults in a campaign: some of each of two or three families, and often a death
 * where the scenario has none. In a bounded run, of kinds that leave the pair protected; in the others, of any. Without
 * swarm, as many of any families.
 */
export function companions(
  topology: Topology,
  untilNs: number,
  regime: Regime,
  own: readonly Fault[],
  swarm = true,
): fc.Arbitrary<readonly Fault[]> {
  const kinds = [...faultKinds.values()].filter(
    (kind) => kind.regimes.includes(regime) && !isCorruption(kind) && (regime !== "bounded" || isHarmless(kind)),
  );
  const families = [...new Set(kinds.map(({ family }) => family))];
  const some = (left: readonly FaultKind[], minLength: number, maxLength: number): fc.Arbitrary<readonly Fault[]> =>
    fc.array(
      fc.constantFrom(...left).chain((kind) => anyOf(kind, topology, untilNs, regime)),
      { minLength, maxLength },
    );
  const others = swarm
    ? fc
        .subarray(families, { minLength: Math.min(2, families.length), maxLength: 3 })
        .chain((kept) =>
          fc.tuple(
            ...kept.map((one) =>
              some(
                kinds.filter(({ family }) => family === one),
                1,
                2,
              ),
            ),
          ),
        )
        .map((faults) => faults.flat())
    : some(kinds, 2, 6);
  const isQuiet = !own.some(({ kind }) => DEADLY.test(kind));
  const known = own.find(({ kind, target }) => kind === "crash" && /(^|:)primary$/.test(target));
  const late = topology.vms.some(({ disks }) => disks === "non-shared") ? [lateDiskBefore] : [];
  const prelude = known
    ? fc
        .oneof(fc.constant([]), cutBefore(known.at), starvedBefore(known.at), ...late.map((before) => before(known.at)))
        .map((faults) => aimedAs(known.target, faults))
    : fc.constant([]);
  return fc
    .tuple(
      fc.oneof({ weight: 1, arbitrary: fc.constant([]) }, { weight: 7, arbitrary: others }),
      isQuiet ? fc.oneof(fc.constant([]), ofAnyVm(topology, deathOfPrimary(untilNs))) : prelude,
    )
    .map((faults) => faults.flat());
}

/** At any time, or right at a step that the primary takes. */
function deathOfPrimary(untilNs: number): fc.Arbitrary<readonly Fault[]> {
  const lastMs = Math.floor(untilNs / millisecond);
  const atStep = fc
    .record({
      at: milliseconds(settledMs, lastMs),
      step: fc.constantFrom("logged", "sent", "heard-acknowledgement", "released"),
      count: fc.integer({ min: 1, max: 20 }),
      when: fc.constantFrom("before", "after"),
    })
    .map((chosen): readonly Fault[] => [
      { kind: "crash-at-step", target: "primary", ...chosen, guard: "whenProtected" } as Fault,
    ]);
  return fc.oneof(crashOfPrimary(untilNs), atStep);
}

/** Aimed at the VM that the target of another names, if it names one. */
function aimedAs(target: string, faults: readonly Fault[]): readonly Fault[] {
  const colon = target.indexOf(":");
  return colon < 0 ? faults : faults.map((fault) => aimedAt(fault, target.slice(0, colon)));
}

/** The same faults, aimed at the roles of any VM of the world. */
export function ofAnyVm({ vms }: Topology, faults: fc.Arbitrary<readonly Fault[]>): fc.Arbitrary<readonly Fault[]> {
  if (vms.length === 1) return faults;
  return fc
    .tuple(fc.constantFrom(...vms.map(({ name }) => name)), faults)
    .map(([vm, all]) => all.map((fault) => aimedAt(fault, vm)));
}

const DEADLY = /crash|loss|blackout|pause|partition|isolate/;

function crashOf(target: string, at: number): Fault {
  return { kind: "crash", target, at, guard: "whenProtected" };
}

/** The logging channel, the heartbeat or both are cut. */
function cut(...targets: string[]): fc.Arbitrary<{ target: string; path?: "log" | "heartbeat" }> {
  return fc.record(
    { target: fc.constantFrom(...targets), path: fc.constantFrom("log", "heartbeat") },
    { requiredKeys: ["target"] },
  );
}

/**
 * Something between the two is cut when death comes. Most telling is the way back of acknowledgements: outputs wait that
 * the backup has entries of. In the other direction it lacks the last entries.
 */
function cutBefore(at: number): fc.Arbitrary<readonly Fault[]> {
  const back = { target: "backup>primary" };
  return fc
    .record({
      link: fc.oneof(
        fc.constantFrom(back, { ...back, path: "log" }),
        cut("primary-backup", "primary>backup", "backup>primary"),
      ),
      earlier: milliseconds(0, detectorMs - 300),
      later: milliseconds(50, 3000),
    })
    .map(({ earlier, later, link }) => [
      { kind: "partition", at: Math.max(0, at - earlier), guard: "whenProtected", forNs: earlier + later, ...link },
    ]);
}

/** A backup that gets next to no CPU time acknowledges all the same: it has much to drain when it wins. */
function starvedBefore(at: number): fc.Arbitrary<readonly Fault[]> {
  return fc
    .record({ earlier: milliseconds(500, 1500), later: milliseconds(detectorMs, 4000) })
    .map(({ earlier, later }) => [
      {
        kind: "slow-cpu",
        target: "backup",
        at: Math.max(0, at - earlier),
        forNs: earlier + later,
        perMille: 1,
      } as Fault,
    ]);
}

/** The backup's own disk stands still, and still does when the arbiter has said yes: what the log says is complete is not there. */
function lateDiskBefore(at: number): fc.Arbitrary<readonly Fault[]> {
  return fc
    .record({ earlier: milliseconds(200, 1000), later: milliseconds(detectorMs + 200, 4000) })
    .map(({ earlier, later }) => [
      { kind: "disk-stall", target: "backup", at: Math.max(0, at - earlier), forNs: earlier + later } as Fault,
    ]);
}

/** The primary dies, alone or while it is cut from its backup, or its backup is far behind. */
export function crashOfPrimary(untilNs: number): fc.Arbitrary<readonly Fault[]> {
  return milliseconds(settledMs, Math.floor(untilNs / millisecond)).chain((at) => {
    const death = crashOf("primary", at);
    return fc.oneof(
      fc.constant([death]),
      cutBefore(at).map((before) => [...before, death]),
      starvedBefore(at).map((before) => [...before, death]),
    );
  });
}

/** As many deaths as fit: each of whoever is primary by then, each host back in time to be needed again. */
export function deathsInARow(untilNs: number, secondsBetween: number): fc.Arbitrary<readonly Fault[]> {
  const count = Math.floor((untilNs - 4000 * millisecond) / (secondsBetween * 1000 * millisecond));
  const death = fc.record({ lateNs: milliseconds(0, 1000), forNs: milliseconds(500, 3000) });
  return fc.array(death, { minLength: count, maxLength: count }).map((deaths) =>
    deaths.map(({ lateNs, forNs }, index): Fault => {
      const at = (3 + index * secondsBetween) * 1000 * millisecond + lateNs;
      return { kind: "crash", target: "primary", at, forNs, guard: "whenProtected" };
    }),
  );
}

/**
 * Primary and backup lose sight of each other for longer than the detector waits, and race for the arbiter; then all
 * heals, the loser becomes the winner's backup, and the primary dies. Takes at least `crashAfterSplitNs`.
 */
export function crashAfterSplit(untilNs: number): fc.Arbitrary<readonly Fault[]> {
  return fc
    .record({
      at: milliseconds(settledMs, Math.floor((untilNs - crashAfterSplitNs) / millisecond) + settledMs),
      forNs: milliseconds(detectorMs + 200, longestSplitMs),
      how: fc.constantFrom("partition", "pause"),
      link: cut("primary-backup", "primary>backup", "backup>primary"),
    })
    .map(({ at, forNs, how, link }) => {
      const guard = "whenProtected";
      const split: Fault =
        how === "pause" ? { kind: how, target: "primary", at, forNs, guard } : { kind: how, at, forNs, guard, ...link };
      return [split, crashOf("primary", at + forNs + reprotectedMs * millisecond)];
    });
}

/** The primary hears nothing of its backup for long enough to drop it; then the next one joins. */
export function droppedBackup(untilNs: number): fc.Arbitrary<readonly Fault[]> {
  return fc
    .record({
      at: milliseconds(settledMs, Math.floor(untilNs / millisecond) - 4000),
      forNs: milliseconds(detectorMs + 200, detectorMs + 1000),
    })
    .map((times): readonly Fault[] => [
      { kind: "partition", target: "backup>primary", path: "heartbeat", guard: "whenProtected", ...times } as Fault,
    ]);
}

/** Every command to the disk takes longer, by any time up to this. */
export function jittery(target: string, at: number, forNs: number, jitterNs: number): Fault {
  return { kind: "disk-slow", target, at, forNs, delayNs: 0, jitterNs, tailPerMille: 0, tailNs: 0 } as Fault;
}

/** The log takes longer between two hosts, by a fixed time. */
export function slower(target: string, at: number, forNs: number, delayNs: number): Fault {
  const steady = { jitterNs: 0, tailPerMille: 0, tailNs: 0 };
  return { kind: "link-delay", target, path: "log", at, forNs, delayNs, ...steady } as Fault;
}

/** The clone is far away and acknowledges later than the backup: so many trips later its source dies. Hosts are A, B and C. */
export function moveToFarClone(at: number): fc.Arbitrary<readonly Fault[]> {
  return fc
    .record({
      end: fc.constantFrom("A-C", "B-C"),
      delayNs: milliseconds(20, 150),
      trips: fc.integer({ min: 2, max: 14 }),
    })
    .map(({ end, delayNs, trips }): readonly Fault[] => [
      slower(end, at - 200 * millisecond, trips * delayNs + 1000 * millisecond, delayNs),
      { kind: "move", at, target: "backup" },
      { kind: "crash", at: at + trips * delayNs, target: "primary", guard: "whenProtected" },
    ]);
}

/** Who is dropped had writes that its own disk still holds when its host is made the next backup. */
export function crashAfterLateWrites(untilNs: number): fc.Arbitrary<readonly Fault[]> {
  return fc
    .tuple(
      crashAfterSplit(untilNs),
      fc.record({
        target: fc.constantFrom("primary", "backup"),
        earlier: milliseconds(0, 1000),
        count: fc.integer({ min: 1, max: 4 }),
        holdNs: milliseconds(detectorMs + 1000, detectorMs + 3000),
      }),
    )
    .map(([faults, { earlier, ...held }]) => {
      const at = faults[0]!.at - earlier;
      return [{ kind: "delayed-write", at, forNs: earlier + detectorMs * millisecond, ...held } as Fault, ...faults];
    });
}

const longestSplitMs = 6000;
/** Time for the loser to notice and to be cloned. */
const reprotectedMs = 2500;

export const crashAfterSplitNs = (settledMs + longestSplitMs + reprotectedMs) * millisecond;
