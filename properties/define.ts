/** How people who use the library write scenarios, properties, faults and mutants of their own. */
import { standardParts, type Parts } from "../core/ft/parts.ts";
import type { Fault, FaultKind } from "../sim/faults/fault.ts";
import type { JudgedScenario } from "./judged-scenario.ts";
import type { AnyMutant } from "./mutants/mutant.ts";
import type { Property } from "./property.ts";

type WithDefaults<Whole, Optional extends keyof Whole> = Omit<Whole, Optional> & Partial<Pick<Whole, Optional>>;

/** As the default export of a module, `lockstep run` and `lockstep check` take it by its path. */
export function defineScenario(scenario: WithDefaults<JudgedScenario, "claim" | "settings" | "tags">): JudgedScenario {
  return { claim: "", settings: [], tags: [], ...scenario };
}

/** Takes effect in the scenarios that list it under `properties`. */
export function defineProperty(property: WithDefaults<Property, "kind" | "regimes">): Property {
  return { kind: "safety", regimes: ["bounded", "unbounded", "corrupting"], ...property };
}

/** Takes effect in the scenarios that list it under `faults`. */
export function defineFault<F extends Fault>(
  kind: WithDefaults<FaultKind<F>, "family" | "regimes">,
): FaultKind & Pick<FaultKind<F>, "arbitrary"> {
  const whole = { family: "control", regimes: ["bounded", "unbounded", "corrupting"], ...kind };
  // A kind is only ever handed faults that its own schema accepted.
  return whole as unknown as FaultKind & Pick<FaultKind<F>, "arbitrary">;
}

/** For each part that is swapped, only the decisions that differ. */
type Swapped = { readonly [Name in keyof Parts]?: Partial<Parts[Name]> };

/** As the default export of a module, `--mutant FILE` takes it. `property`: the name of the one that must catch it. */
export function defineMutant(
  mutant: WithDefaults<Omit<AnyMutant, "parts" | "row">, "situation" | "scenario"> & { readonly parts: Swapped },
): AnyMutant {
  const swapped = Object.entries(mutant.parts).map(([name, part]) => [
    name,
    { ...standardParts[name as keyof Parts], ...part },
  ]);
  return {
    situation: "",
    scenario: "",
    row: "-",
    ...mutant,
    parts: { ...standardParts, ...(Object.fromEntries(swapped) as Parts) },
  };
}
