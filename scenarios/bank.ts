import fc from "fast-check";
import { guestScenario } from "./guest-scenario.ts";
import { anyFaults, crashOfPrimary, isHarmless } from "./schedules.ts";

export const bank = guestScenario("bank", "bank", {
  name: "bank",
  claim: "clients move money between accounts: what each of them sees could have happened, and no money is lost",
  defaults: { clients: 3, think: 200, "open-loop": 2 },
  schedule: (topology, untilNs, regime, swarm) =>
    fc
      .tuple(crashOfPrimary(untilNs), anyFaults(topology, untilNs, regime, 3, isHarmless, swarm))
      .map((parts) => parts.flat()),
});
