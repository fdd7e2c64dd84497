/** Every scenario, the default first. */
import { failoverKv } from "./failover-kv.ts";
import type { Scenario, Settings } from "./scenario.ts";

export const scenarios: readonly Scenario[] = [failoverKv];

/** The scenario's settings, with `changes` to their defaults; names and values are taken as checked. */
export function settingsOf(scenario: Scenario, changes: Settings = {}): Settings {
  return { ...Object.fromEntries(scenario.settings.map(({ name, byDefault }) => [name, byDefault])), ...changes };
}
