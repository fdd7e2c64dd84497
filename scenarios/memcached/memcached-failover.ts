import { linuxMemcached } from "../guests/linux/memcached.ts";
import { crashAmongOthers, linuxScenario } from "../linux-scenario.ts";

export const memcachedFailover = linuxScenario(linuxMemcached, "memcached", {
  name: "memcached-failover",
  claim: "memcached, with its threads, loses its host, and its clients keep their connections",
  schedule: crashAmongOthers,
});
