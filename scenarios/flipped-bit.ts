import fc from "fast-check";
import { faultKinds } from "../sim/faults/index.ts";
import { crashOfPrimary } from "./schedules.ts";
import { kvScenario } from "./kv-scenario.ts";

/** Asked for in another regime, its hosts just die. */
export const flippedBit = kvScenario({
  name: "flipped-bit",
  claim: "a bit of one replica's memory flips: the backup says that it differs, never goes live, and is replaced",
  hosts: ["A", "B", "C"],
  regimes: ["corrupting"],
  schedule: (topology, untilNs, regime) =>
    fc
      .tuple(
        fc.oneof(fc.constant([]), crashOfPrimary(untilNs)),
        regime === "corrupting"
          ? fc.array(faultKinds.get("ram-flip")!.arbitrary(topology, untilNs, regime), { minLength: 1, maxLength: 2 })
          : fc.constant([]),
      )
      .map((parts) => parts.flat()),
});
