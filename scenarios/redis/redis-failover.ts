import fc from "fast-check";
import { anyFaults, crashOfPrimary, isHarmless } from "../schedules.ts";
import { redisScenario } from "./redis-scenario.ts";

export const redisFailover = redisScenario({
  name: "redis-failover",
  claim: "Redis on Linux loses its host, and its clients keep their connections",
  schedule(topology, untilNs, regime) {
    const isBounded = regime === "bounded";
    const others = anyFaults(topology, untilNs, regime, isBounded ? 2 : 4, isBounded ? isHarmless : undefined);
    return fc.tuple(crashOfPrimary(untilNs), others).map((parts) => parts.flat());
  },
});
