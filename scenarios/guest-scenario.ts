import { guestNamed, type GuestName } from "./guests/guests.ts";
import type { Scenario } from "./scenario.ts";
import { serviceScenario, type ServiceScenario } from "./service-scenario.ts";

/** A scenario of one of the small guests. `workload`: what its clients ask; null where it has none. */
export function guestScenario(name: GuestName, workload: string | null, options: ServiceScenario): Scenario {
  const { commandLine, ramBytes, diskSectors } = guestNamed(name);
  // Racer alone asks for random bytes.
  const machine = { ramBytes, diskSectors, entropy: name === "racer" };
  return serviceScenario({ tags: ["campaign"], workload, guest: name, commandLine, machine, defaults: {} }, options);
}
