import { guestScenario } from "./guest-scenario.ts";
import type { Scenario } from "./scenario.ts";
import type { ServiceScenario } from "./service-scenario.ts";

/** A scenario of the key-value guest. */
export function kvScenario(options: ServiceScenario): Scenario {
  return guestScenario("kv", "kv", options);
}
