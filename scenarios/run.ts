/** From a scenario to a world: everything that one run needs, put together. */
import { standardParts, type Parts } from "../core/ft/parts.ts";
import type { Fault } from "../sim/faults/fault.ts";
import { ftNodes } from "../sim/hosts/ft-nodes.ts";
import { reschedule } from "../sim/reschedule.ts";
import { World, type WorldSetup, type WorldSnapshot } from "../sim/world.ts";
import type { Environment } from "./environment.ts";
import { faultKindsOf, type Scenario, type Settings } from "./scenario.ts";
import { workloads } from "./workloads.ts";

/** What a run is made of: the same plan gives the same trace hash anywhere (law 1). All but `parts` is plain data. */
export interface RunPlan {
  readonly scenario: Scenario;
  /** All of them: see `settingsOf`. */
  readonly settings: Settings;
  readonly seed: number;
  /** Expanded and checked: see `checkSchedule`. */
  readonly schedule: readonly Fault[];
  /** The FT stack's; a mutant hands in others. */
  readonly parts?: Parts;
}

/** Far above what any run takes, so that only one that makes no progress in time reaches it. */
const eventsPerSecond = 20_000;
const eventsAtLeast = 200_000;

const second = 1_000_000_000;

/**
 * A world before its first event. Observe it, then `run()` or `step()` it; `discard()` it when done, so that the next
 * run finds the machines' memory in the pool.
 */
export function createWorld(plan: RunPlan, environment: Environment): World {
  return new World(setupOf(plan, environment));
}

/** A world that has the past of a saved one, up to `savedNs`, and the faults of the plan from there on. */
export function resumeWorld(plan: RunPlan, environment: Environment, saved: WorldSnapshot, savedNs: number): World {
  const setup = setupOf(plan, environment);
  return new World(setup, reschedule(saved, setup, savedNs));
}

function setupOf(plan: RunPlan, environment: Environment): WorldSetup {
  const { scenario, settings, schedule } = plan;
  const { platform } = environment;
  const parts = plan.parts ?? standardParts;
  const topology = scenario.topology(settings);
  const faultyNs = scenario.faultyNs(settings);
  const quietNs = scenario.quietNs(settings);
  return {
    seed: String(plan.seed),
    topology,
    schedule,
    faultKinds: faultKindsOf(scenario),
    faultyNs,
    quietNs,
    eventLimit: eventsAtLeast + eventsPerSecond * Math.ceil((faultyNs + quietNs) / second),
    nodes: topology.vms.map((vm) => ftNodes(topology, vm, environment.machineOf(vm), parts, platform)),
    arbiter: parts.arbiter,
    workloads: { ...workloads, ...scenario.workloads },
    hash: platform.hash,
  };
}
