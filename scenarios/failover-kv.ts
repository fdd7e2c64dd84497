import fc from "fast-check";
import { kvScenario } from "./kv-scenario.ts";
import { anyFaults, crashAfterSplit, crashAfterSplitNs, crashOfPrimary, isHarmless } from "./schedules.ts";

export const failoverKv = kvScenario({
  name: "failover-kv",
  claim: "a key-value server loses its primary, and no client notices more than a pause",
  schedule(topology, untilNs, regime) {
    const isBounded = regime === "bounded";
    const others = anyFaults(topology, untilNs, regime, isBounded ? 3 : 6, isBounded ? isHarmless : undefined);
    const now = fc.tuple(crashOfPrimary(untilNs), others);
    if (untilNs < crashAfterSplitNs) return now.map((parts) => parts.flat());
    // Nothing else may come between the split and protection.
    const elsewhere = others.map((faults) =>
      faults.filter(({ kind, target }) => !/storage|arbiter|disk/.test(`${kind} ${target}`)),
    );
    const later = fc.tuple(crashAfterSplit(untilNs), elsewhere);
    return fc.oneof({ weight: 2, arbitrary: now }, { weight: 1, arbitrary: later }).map((parts) => parts.flat());
  },
});
