import { linuxRedis } from "../guests/linux/redis.ts";
import type { Scenario } from "../scenario.ts";
import { serviceScenario, type ServiceScenario } from "../service-scenario.ts";

/** A scenario of Debian's Redis on Debian's Linux. */
export function redisScenario(options: ServiceScenario): Scenario {
  const { name, commandLine, ramBytes } = linuxRedis;
  return serviceScenario(
    {
      tags: ["packages"],
      workload: "redis",
      vm: { guest: name, commandLine, ramBytes, diskSectors: null, entropy: true },
      // A kernel's timeouts double while nobody answers: recovery takes as long as the outage did.
      defaults: { speed: 20_000_000, clients: 3, seconds: 10, quiet: 20, think: 200 },
    },
    options,
  );
}
