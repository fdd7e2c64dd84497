/** What chance decides before a run begins: settings, regime and fault schedule, from one number (DESIGN 9). */
import fc from "fast-check";
import { settingsOf } from "../scenarios/index.ts";
import { companions } from "../scenarios/schedules.ts";
import { faultKindsOf, regimesOf, type Scenario, type Settings } from "../scenarios/scenario.ts";
import type { Fault, Regime } from "../sim/faults/fault.ts";
import { checkSchedule } from "../sim/faults/schedule.ts";
import { randomOf } from "./random-type.ts";

/** The value of an arbitrary that a name fixes. */
export function draw<Value>(arbitrary: fc.Arbitrary<Value>, name: string): Value {
  return fc.sample(arbitrary, { numRuns: 1, seed: 0, randomType: () => randomOf(name) })[0]!;
}

/** The schedule that a scenario gets with this seed. By time, for a person to read. */
export function generateSchedule(
  scenario: Scenario,
  settings: Settings,
  regime: Regime,
  seed: string,
  swarm = true,
): readonly Fault[] {
  const schedule = draw(scenario.schedule(settings, regime, swarm), `schedule\0${seed}`);
  // Through its schema, as a schedule from a file goes: the trace hash depends on the order of a fault's fields, too.
  return checkSchedule(
    schedule.toSorted((a, b) => a.at - b.at),
    scenario.topology(settings),
    faultKindsOf(scenario),
  );
}

/** The same for a run of a campaign, where other faults come on top of the scenario's own. */
export function generateCampaignSchedule(
  scenario: Scenario,
  settings: Settings,
  regime: Regime,
  seed: string,
  swarm = true,
): readonly Fault[] {
  const own = generateSchedule(scenario, settings, regime, seed, swarm);
  const topology = scenario.topology(settings);
  const more = draw(companions(topology, scenario.faultyNs(settings), regime, own, swarm), `companions\0${seed}`);
  return checkSchedule(
    [...own, ...more].toSorted((a, b) => a.at - b.at),
    topology,
    faultKindsOf(scenario),
  );
}

/** Settings of a campaign's run: what the scenario varies, but never what the user set. */
export function generateSettings(scenario: Scenario, changes: Settings, seed: string): Settings {
  const varied = scenario.vary ? draw(scenario.vary(), `settings\0${seed}`) : {};
  return settingsOf(scenario, { ...varied, ...changes });
}

/** Half of the runs are bounded, where everything must hold; the others ask for less under more. */
const WEIGHTS: Readonly<Record<Regime, number>> = { bounded: 3, unbounded: 2, corrupting: 1 };

/** The regime of a campaign's run: any that the scenario allows. */
export function generateRegime(scenario: Scenario, seed: string): Regime {
  const choices = regimesOf(scenario).map((regime) => ({ weight: WEIGHTS[regime], arbitrary: fc.constant(regime) }));
  return draw(fc.oneof(...choices), `regime\0${seed}`);
}

/** The seed of run `index` of a campaign: independent for neighbours, below 2^53. */
export function generateSeed(campaign: number, index: number): number {
  const random = randomOf(`campaign\0${campaign}\0${index}`);
  return (random.next() >>> 11) * 0x1_0000_0000 + (random.next() >>> 0);
}
