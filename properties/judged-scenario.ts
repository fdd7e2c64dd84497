/** A scenario and what its runs are held against. */
import type { Scenario } from "../scenarios/scenario.ts";
import { faultKinds } from "../sim/faults/index.ts";
import { properties } from "./index.ts";
import type { Property } from "./property.ts";
import { UsageError } from "./usage-error.ts";

export interface JudgedScenario extends Scenario {
  /** Claims of its own, besides those that every run is held against. */
  readonly properties?: readonly Property[];
}

export function propertiesOf({ properties: own = [] }: JudgedScenario): readonly Property[] {
  return [...properties, ...own];
}

/** Throws a `UsageError` where two properties, or two kinds of fault, have one name. */
export function checkNames({ name, properties: own = [], faults = [] }: JudgedScenario): void {
  refuseTwice(`${name}: property`, [...properties, ...own]);
  refuseTwice(`${name}: kind of fault`, [...faultKinds.values(), ...faults]);
}

function refuseTwice(what: string, things: readonly { readonly name: string }[]): void {
  const seen = new Set<string>();
  for (const { name } of things) {
    if (seen.has(name)) throw new UsageError(`${what} "${name}" exists already: expected another name`);
    seen.add(name);
  }
}
