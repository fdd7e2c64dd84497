import fc from "fast-check";
import type { Fault, Regime } from "../sim/faults/fault.ts";
import type { Topology } from "../sim/topology.ts";
import type { Recipe } from "./guests/linux/recipe.ts";
import type { Scenario } from "./scenario.ts";
import { anyFaults, crashOfPrimary, isHarmless } from "./schedules.ts";
import { serviceScenario, type ServiceScenario } from "./service-scenario.ts";

const SECTOR_BYTES = 512;

/** A scenario of a server on Debian's Linux. `workload`: what its clients ask. */
export function linuxScenario(recipe: Recipe, workload: string, options: ServiceScenario): Scenario {
  const { name, commandLine, ramBytes, diskBytes } = recipe;
  const diskSectors = diskBytes === null ? null : diskBytes / SECTOR_BYTES;
  return serviceScenario(
    {
      tags: ["packages"],
      workload,
      guest: name,
      commandLine,
      machine: { ramBytes, diskSectors, entropy: true },
      // A kernel's timeouts double while nobody answers: recovery takes as long as the outage did.
      defaults: { speed: 20_000_000, clients: 3, seconds: 10, quiet: 20, think: 200 },
    },
    options,
  );
}

/** The primary dies, among other faults: in a bounded run such as leave the pair protected. */
export function crashAmongOthers(
  topology: Topology,
  untilNs: number,
  regime: Regime,
  swarm?: boolean,
): fc.Arbitrary<readonly Fault[]> {
  const isBounded = regime === "bounded";
  const others = anyFaults(topology, untilNs, regime, isBounded ? 2 : 4, isBounded ? isHarmless : undefined, swarm);
  return fc.tuple(crashOfPrimary(untilNs), others).map((parts) => parts.flat());
}
