import { linuxRedis } from "../guests/linux/redis.ts";
import { linuxScenario } from "../linux-scenario.ts";
import { deathsInARow } from "../schedules.ts";

const failovers = 10;
/** A clone of such a machine is some 40 MB. */
const secondsBetween = 8;

export const redisChain = linuxScenario(linuxRedis, "redis", {
  name: "redis-chain",
  claim: "Redis on Linux outlives ten hosts in a row, and so do its clients' connections",
  hosts: ["A", "B", "C"],
  defaults: { seconds: failovers * secondsBetween + 4 },
  schedule: (_topology, untilNs) => deathsInARow(untilNs, secondsBetween),
});
