import fc from "fast-check";
import type { Fault } from "../sim/faults/fault.ts";
import { milliseconds } from "../sim/faults/targets.ts";
import { kvScenario } from "./kv-scenario.ts";
import { anyFaults, crashOfPrimary, settledMs } from "./schedules.ts";

const second = 1_000_000_000;

export const vmotionUnderLoad = kvScenario({
  name: "vmotion-under-load",
  claim: "primary and backup move from host to host while clients ask and hosts die; no client notices a move",
  hosts: ["A", "B", "C"],
  defaults: { clients: 4, think: 40 },
  schedule(topology, untilNs, regime) {
    const move = fc.record({
      kind: fc.constant("move"),
      target: fc.constantFrom("primary", "backup"),
      at: milliseconds(settledMs, Math.floor(untilNs / 1_000_000)),
    });
    // A clone far away is long in coming, and acknowledges later than the backup: time for its source to die in.
    const interrupted = fc
      .record({
        at: milliseconds(settledMs, Math.floor(untilNs / 1_000_000)),
        laterNs: milliseconds(0, 1500),
        which: fc.constantFrom("primary", "backup"),
        link: fc.constantFrom("A-B", "A-C", "B-C"),
        delayNs: milliseconds(20, 150),
      })
      .map(({ at, laterNs, which, link, delayNs }): readonly Fault[] => {
        const slow = { at, forNs: 2 * laterNs + second, path: "log", delayNs, jitterNs: 0, tailPerMille: 0, tailNs: 0 };
        return [
          { kind: "link-delay", target: link, ...slow } as Fault,
          { kind: "move", target: which, at },
          { kind: "crash", target: "primary", at: at + laterNs, guard: "whenProtected" },
        ];
      });
    const aside = ["link-delay", "link-loss", "arbiter-reply-lost", "storage-unreachable", "slow-cpu"];
    return fc
      .tuple(
        fc.array(move, { minLength: 1, maxLength: 4 }),
        anyFaults(topology, untilNs, regime, 2, ({ name }) => aside.includes(name)),
        fc.oneof(fc.constant<readonly Fault[]>([]), crashOfPrimary(untilNs), interrupted),
      )
      .map((parts) => parts.flat());
  },
});
