/** From what a user named to what a run is made of: scenarios, settings, schedules. Throws `UsageError`s. */
import { readFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { preparedGuest } from "../scenarios/guests/linux/prepared.ts";
import { recipes } from "../scenarios/guests/linux/recipes.ts";
import { scenarios, settingsOf } from "../scenarios/index.ts";
import { isGuestPath } from "../scenarios/environment.ts";
import { guests } from "../scenarios/guests/guests.ts";
import { faultKindsOf, type Scenario, type Settings } from "../scenarios/scenario.ts";
import type { Fault, Regime } from "../sim/faults/fault.ts";
import { checkTopology, TopologyError } from "../sim/check-topology.ts";
import { parseSchedule, ScheduleError } from "../sim/faults/schedule.ts";
import { checkNames, type JudgedScenario } from "./judged-scenario.ts";
import { named, UsageError } from "./usage-error.ts";

export const regimes = ["bounded", "unbounded", "corrupting"] as const satisfies readonly Regime[];

/** A path, as opposed to a name: it says where, or which kind of file. */
export function isPath(text: string): boolean {
  return /[/\\]/.test(text) || /\.[cm]?js$/.test(text);
}

/** The default export of a user's module. */
export async function loadModule(what: string, path: string): Promise<unknown> {
  try {
    const module = (await import(pathToFileURL(path).href)) as { readonly default?: unknown };
    if (module.default !== undefined) return module.default;
  } catch (error) {
    throw new UsageError(`${path}: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`);
  }
  throw new UsageError(`${path}: no default export; expected a module whose default export is a ${what}`);
}

/** A built-in scenario by its name, or a user's by the path of its module. */
export async function scenarioNamed(name: string): Promise<JudgedScenario> {
  if (!isPath(name)) return withItsGuest(named("scenario", name, scenarios));
  const scenario = (await loadModule("scenario", name)) as Partial<JudgedScenario>;
  for (const method of ["topology", "schedule", "faultyNs", "quietNs"] as const)
    if (typeof scenario[method] !== "function")
      throw new UsageError(`${name}: its default export has no ${method}(); expected a scenario`);
  return checkScenario({ ...(scenario as JudgedScenario), name, settings: scenario.settings ?? [] });
}

/** A user's scenario, if it can be run. */
export function checkScenario(scenario: JudgedScenario): JudgedScenario {
  checkNames(scenario);
  const topology = scenario.topology(settingsOf(scenario));
  try {
    checkTopology(topology);
  } catch (error) {
    if (error instanceof TopologyError) throw new UsageError(`${scenario.name}: ${error.message}`);
    throw error;
  }
  for (const { guest } of topology.vms) {
    if (!isGuestPath(guest)) named("guest", guest, guests);
    else if (!existsSync(guest)) throw new UsageError(`${scenario.name}: guest ${guest}: no such file`);
  }
  return scenario;
}

/** Guests that are made from packages come with nobody's clone. */
function withItsGuest(scenario: Scenario): Scenario {
  for (const { guest } of scenario.topology(settingsOf(scenario)).vms) {
    const recipe = recipes.find((one) => one.name === guest);
    if (recipe && preparedGuest(recipe) === null)
      throw new UsageError(`${scenario.name} needs the guest ${guest}: prepare it with lockstep guest build ${guest}`);
  }
  return scenario;
}

/** All settings of the scenario, changed as asked. */
export function settingsFor(scenario: Scenario, changes: readonly (readonly [string, number])[]): Settings {
  for (const [name, value] of changes) {
    const { min, max, unit } = named(`setting of ${scenario.name}`, name, scenario.settings);
    if (value < min || value > max)
      throw new UsageError(`setting ${name}: expected ${min} to ${max}${unit && ` ${unit}`}, got ${value}`);
  }
  return settingsOf(scenario, Object.fromEntries(changes));
}

/** The schedule of a file, checked against the scenario's world. */
export async function readSchedule(path: string, scenario: Scenario, settings: Settings): Promise<readonly Fault[]> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    const why = error.code === "ENOENT" ? "no such file" : error.message;
    throw new UsageError(`--faults ${path}: ${why}; expected a fault schedule (JSON), or none`);
  });
  try {
    return parseSchedule(text, scenario.topology(settings), faultKindsOf(scenario));
  } catch (error) {
    if (error instanceof ScheduleError) throw new UsageError(`--faults ${path}: ${error.message}`);
    throw error;
  }
}
