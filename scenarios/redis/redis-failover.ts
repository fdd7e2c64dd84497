import { linuxRedis } from "../guests/linux/redis.ts";
import { crashAmongOthers, linuxScenario } from "../linux-scenario.ts";

export const redisFailover = linuxScenario(linuxRedis, "redis", {
  name: "redis-failover",
  claim: "Redis on Linux loses its host, and its clients keep their connections",
  schedule: crashAmongOthers,
});
