import fc from "fast-check";
import type { Fault } from "../sim/faults/fault.ts";
import { milliseconds } from "../sim/faults/targets.ts";
import { kvScenario } from "./kv-scenario.ts";
import { anyFaults, crashOfPrimary, moveToFarClone, settledMs, slower } from "./schedules.ts";

const hosts = ["A", "B", "C"];
const millisecond = 1_000_000;
const guard = "whenProtected";

/** The source dies around the commit, when what it had not finished at the cut is the clone's to finish. */
function deathInMove(at: number): fc.Arbitrary<readonly Fault[]> {
  return fc
    .record({
      step: fc.constantFrom("answered", "heard-acknowledgement", "vmotion"),
      count: fc.integer({ min: 1, max: 4 }),
      when: fc.constantFrom("before", "after"),
    })
    .map((step) => [{ kind: "crash-at-step", target: "primary", at, guard, ...step } as Fault]);
}

/** A move at a bad moment. */
function hardMove(at: number): fc.Arbitrary<readonly Fault[]> {
  const target = fc.constantFrom("primary", "backup");
  /** The commit's reply is lost, and one of those who must acknowledge is far away: the backup, or the clone on the free host. */
  const unanswered = fc
    .record({
      target: fc.constantFrom("primary", "backup", "backup"),
      far: fc.constantFrom("primary-backup", "A-C", "A-C", "B-C"),
      count: fc.integer({ min: 1, max: 3 }),
      delayNs: milliseconds(0, 50),
      death: fc.oneof(fc.constant([]), deathInMove(at)),
    })
    .map((chosen): readonly Fault[] => [
      slower(chosen.far, at - 200 * millisecond, 1500 * millisecond, chosen.delayNs),
      { kind: "arbiter-reply-lost", target: "primary", at: at - 100 * millisecond, count: chosen.count } as Fault,
      { kind: "move", at, target: chosen.target },
      ...chosen.death,
    ]);
  /** Source, destination or the third host dies at a step of it. */
  const interrupted = fc
    .record({
      target,
      host: fc.constantFrom(...hosts),
      step: fc.constantFrom("vmotion", "asked", "answered"),
      count: fc.integer({ min: 1, max: 4 }),
      when: fc.constantFrom("before", "after"),
    })
    .map(({ target: which, host, ...step }): readonly Fault[] => [
      { kind: "crash-at-step", target: host, at, guard, ...step } as Fault,
      { kind: "move", at, target: which },
    ]);
  /** The destination of the primary dies as it acts, before the backup has heard of it: mostly the host that was free. */
  const orphaned = fc
    .record({ host: fc.constantFrom(...hosts, "C"), when: fc.constantFrom("before", "after") })
    .map(({ host, when }): readonly Fault[] => [
      { kind: "crash-at-step", target: host, at, guard, step: "live", count: 1, when } as Fault,
      { kind: "move", at, target: "primary" },
    ]);
  /** The log still fits a link so slow, but the memory takes long: only a VM that runs on meanwhile does not notice. */
  const slow = fc
    .record({ end: fc.constantFrom("A-C", "B-C"), bitsPerSecond: fc.integer({ min: 400_000, max: 700_000 }) })
    .map(({ end, bitsPerSecond }): readonly Fault[] => [
      {
        kind: "link-bandwidth",
        target: end,
        path: "log",
        at: at - 200 * millisecond,
        forNs: 4000 * millisecond,
        bitsPerSecond,
        queueNs: 2000 * millisecond,
      } as Fault,
      { kind: "move", at, target: "backup" },
    ]);
  /** The backup's host is back before anybody has noticed: the record names it still, so the primary must not go there. */
  const taken = fc
    .record({ forNs: milliseconds(100, 400), laterNs: milliseconds(500, 1500) })
    .map(({ forNs, laterNs }): readonly Fault[] => [
      { kind: "crash", at, target: "backup", forNs, guard },
      { kind: "move", at: at + laterNs, target: "primary", to: "backup" } as Fault,
    ]);
  /** The backup is far away: at the cut of the primary outputs wait for it, and are the destination's to send. */
  const waiting = milliseconds(20, 100).map((delayNs): readonly Fault[] => [
    slower("primary-backup", at - 200 * millisecond, 1500 * millisecond, delayNs),
    { kind: "move", at, target: "primary" },
  ]);
  /** The operator has orders for a VM that may stand still for its move. */
  const order = fc
    .record({ laterNs: milliseconds(0, 100), perMille: fc.integer({ min: 500, max: 1000 }) })
    .map(({ laterNs, perMille }) => ({ kind: "cpu-share", at: at + laterNs, target: "primary", perMille }) as Fault);
  const ordered = fc
    .tuple(waiting, fc.array(order, { minLength: 1, maxLength: 2 }))
    .map((parts): readonly Fault[] => parts.flat());
  return fc.oneof(
    { weight: 3, arbitrary: unanswered },
    ...[interrupted, orphaned, slow, taken, moveToFarClone(at), waiting, ordered].map((arbitrary) => ({
      weight: 1,
      arbitrary,
    })),
  );
}

export const vmotionUnderLoad = kvScenario({
  name: "vmotion-under-load",
  claim: "primary and backup move from host to host while clients ask and hosts die; no client notices a move",
  hosts,
  defaults: { clients: 4, think: 80, seconds: 12 },
  schedule(topology, untilNs, regime, swarm) {
    const lastMs = Math.floor(untilNs / millisecond);
    const move = fc.record({
      kind: fc.constant("move"),
      target: fc.constantFrom("primary", "backup"),
      at: milliseconds(settledMs, lastMs),
    });
    const aside = [
      "link-delay",
      "link-loss",
      "arbiter-reply-lost",
      "storage-unreachable",
      "slow-cpu",
      "memory-exhausted",
    ];
    return fc
      .tuple(
        fc.array(move, { maxLength: 2 }),
        milliseconds(settledMs, lastMs - 2000).chain(hardMove),
        anyFaults(topology, untilNs, regime, 2, ({ name }) => aside.includes(name), swarm),
        fc.oneof(fc.constant<readonly Fault[]>([]), crashOfPrimary(untilNs)),
      )
      .map((parts) => parts.flat());
  },
});
