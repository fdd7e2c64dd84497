import fc from "fast-check";
import type { Fault } from "../sim/faults/fault.ts";
import type { DatagramWorkload } from "../sim/clients/workload.ts";
import { countersWorkload } from "./counters-workload.ts";
import { encodeCountersRequest, type CountersOperation } from "./guests/counters-protocol.ts";
import { guestScenario } from "./guest-scenario.ts";
import { anyFaults, crashOfPrimary, isHarmless } from "./schedules.ts";

/** A client's first requests are harmless: the pair is to be protected, and served from, before the bug shows. */
const HARMLESS_REQUESTS = 8;

/** Now and then a request meets the guest's bug, and the guest kills itself over it. */
export const fatalWorkload: DatagramWorkload = {
  ...countersWorkload("triple"),
  next: (random, _client, request): CountersOperation =>
    request > HARMLESS_REQUESTS && random.chance(1, 8) ? { op: "kill" } : { op: "read" },
  encode: (client, request, operation) => encodeCountersRequest(client, request, operation as CountersOperation),
};

export const guestBug = guestScenario("triple", "triple", {
  name: "guest-bug",
  claim:
    "a bug of the guest's own ends both replicas at the same position: fault tolerance does not mask it, and says so",
  defaults: { seconds: 12, quiet: 8 },
  schedule: (topology, untilNs, regime, swarm) =>
    fc
      .tuple(
        fc.option(crashOfPrimary(untilNs)).map((deaths): readonly Fault[] => deaths ?? []),
        anyFaults(topology, untilNs, regime, 2, isHarmless, swarm),
      )
      .map((parts) => parts.flat()),
});
