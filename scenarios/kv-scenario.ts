import { guestNamed } from "./guests/guests.ts";
import type { Scenario } from "./scenario.ts";
import { serviceScenario, type ServiceScenario } from "./service-scenario.ts";

const { name: guest, commandLine, ramBytes, diskSectors } = guestNamed("kv");

/** A scenario of the key-value guest. */
export function kvScenario(options: ServiceScenario): Scenario {
  const vm = { guest, commandLine, ramBytes, diskSectors, entropy: false };
  return serviceScenario({ tags: ["campaign"], workload: "kv", vm, defaults: {} }, options);
}
