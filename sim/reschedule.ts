/**
 * The same past with another future: a saved world whose faults to come are those of another schedule. Faults that came
 * before the moment of saving must be the same, at the same places of the list. The world goes on as one that had the
 * new schedule from the start; its trace hash alone differs where the number of faults does, for that numbers events.
 */
import type { Nanoseconds } from "../core/vm/units.ts";
import type { SimulatorEvent } from "./kernel/event.ts";
import { milestonesOf } from "./milestones.ts";
import type { WorldSetup, WorldSnapshot } from "./world.ts";

const planned: ReadonlySet<SimulatorEvent["kind"]> = new Set(["fault", "quiet", "settle", "end"]);

/** `setup` has the new schedule, `savedNs` is the time before which everything has happened. */
export function reschedule(saved: WorldSnapshot, setup: WorldSetup, savedNs: Nanoseconds): WorldSnapshot {
  const { schedule } = setup;
  const { quietAtNs, settleAtNs, endAtNs } = milestonesOf(setup);
  if (quietAtNs < savedNs) throw new Error(`quiet at ${quietAtNs}, before ${savedNs}, up to which the world has run`);
  // Before all that came up since, as at power on.
  let seq = -schedule.length - 3;
  const plan = (at: Nanoseconds, target: number, kind: "fault" | "quiet" | "settle" | "end"): SimulatorEvent[] =>
    at < savedNs ? [] : [{ at, seq: seq++, target, kind, payload: null }];
  const queue = [
    ...saved.kernel.queue.filter(({ kind }) => !planned.has(kind)),
    ...schedule.flatMap(({ at }, index) => plan(at, index, "fault")),
    ...plan(quietAtNs, 0, "quiet"),
    ...plan(settleAtNs, 0, "settle"),
    ...plan(endAtNs, 0, "end"),
  ].toSorted((a, b) => a.at - b.at || a.seq - b.seq);
  return { ...saved, kernel: { ...saved.kernel, queue } };
}
