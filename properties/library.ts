/** What the package offers to programs (`import ... from "lockstep-dst"`). docs/GUIDE.md shows it in use. */
export { defineFault, defineMutant, defineProperty, defineScenario } from "./define.ts";
export { assertHeld, FindingError, runScenario, type RunOptions } from "./run-scenario.ts";
export type { RunResult } from "./result.ts";

export { guestScenario } from "../scenarios/guest-scenario.ts";
export { kvScenario } from "../scenarios/kv-scenario.ts";
export { sharing } from "../scenarios/tenants.ts";
export { scenarios, settingsOf } from "../scenarios/index.ts";
export { anyFaults } from "../scenarios/schedules.ts";
export type { Scenario, Setting, Settings } from "../scenarios/scenario.ts";
export type { Topology, VmConfig } from "../sim/topology.ts";
export type { Workload } from "../sim/clients/workload.ts";

export { properties } from "./index.ts";
export { Watcher, type Property, type Run, type Violation, type Watch } from "./property.ts";
export type { TraceEvent } from "../sim/trace.ts";

export { faultKinds } from "../sim/faults/index.ts";
export type { Fault, FaultKind, Regime } from "../sim/faults/fault.ts";
export type { World } from "../sim/world.ts";

export { mutants } from "./mutants/index.ts";
export { standardParts, type Parts } from "../core/ft/parts.ts";
export type { AnyMutant as Mutant } from "./mutants/mutant.ts";

export { UsageError } from "./usage-error.ts";
export { ScheduleError } from "../sim/faults/schedule.ts";
export { version } from "./version.ts";
