import fc from "fast-check";
import type { Fault } from "../sim/faults/fault.ts";
import { milliseconds } from "../sim/faults/targets.ts";
import { guestScenario } from "./guest-scenario.ts";
import { settledMs } from "./schedules.ts";

const millisecond = 1_000_000;
/** From the first owner's death to the loss of all: its successor runs, and writes. */
const aloneMs = 4000;

/** The host of the first owner comes back with the others, with the disk that it had; it is asked first. */
export const coldStartOwnDisks = guestScenario("wal", "kv", {
  name: "cold-start-own-disks",
  claim: "each host has a disk of its own and all are lost: the last owner's copy boots, and no other",
  vm: { disks: "non-shared" },
  schedule: (_topology, untilNs, regime) =>
    fc
      .record({
        at: milliseconds(settledMs, Math.floor(untilNs / millisecond) - aloneMs - 6000),
        later: milliseconds(aloneMs, aloneMs + 2000),
        forNs: milliseconds(100, 2000),
        orderedNs: milliseconds(10, 500),
      })
      .map(({ at, later, forNs, orderedNs }) => {
        const lostNs = at + later;
        const order = (target: string, time: number): Fault => ({ kind: "cold-start", target, at: time });
        const death: Fault = { kind: "crash", target: "A", at, guard: "whenProtected" };
        // While a replica lives it must be refused: all that a bounded run may ask for.
        if (regime === "bounded") return [death, order("B", lostNs)];
        const loss = { kind: "blackout", target: "all", at: lostNs, forNs } as Fault;
        const backNs = lostNs + forNs + orderedNs;
        return [death, loss, order("A", backNs), order("B", backNs + 1000 * millisecond)];
      }),
});
