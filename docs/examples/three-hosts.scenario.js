/** A scenario of one's own: the key-value guest on three hosts, its primary lost, brown-outs before and after. */
import fc from "fast-check";
import { defineScenario, kvScenario } from "lockstep-dst";
import { brownOut } from "./brown-out.fault.js";
import { shortWaits } from "./short-waits.property.js";

export default defineScenario({
  ...kvScenario({
    name: "three-hosts",
    claim: "hosts that brown out are no reason for a client to wait",
    hosts: ["A", "B", "C"],
    defaults: { seconds: 10, quiet: 8, clients: 4 },
    schedule: (topology, untilNs, regime) =>
      fc
        .tuple(
          fc.integer({ min: 2000, max: 6000 }),
          fc.array(brownOut.arbitrary(topology, untilNs, regime), { maxLength: 3 }),
        )
        .map(([at, brownOuts]) => [
          { kind: "crash", target: "primary", at: at * 1_000_000, guard: "whenProtected" },
          ...brownOuts,
        ]),
  }),
  faults: [brownOut],
  properties: [shortWaits],
});
