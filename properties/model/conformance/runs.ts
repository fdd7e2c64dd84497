/** Runs of the stack, held against the model. */
import type { Environment } from "../../../scenarios/environment.ts";
import { createWorld } from "../../../scenarios/run.ts";
import { planOf } from "../../run.ts";
import { specOfTask } from "../../task.ts";
import { configured } from "./configurations.ts";
import { Conformance } from "./conformance.ts";

export interface ConformancePlan {
  readonly campaign: number;
  readonly scenarios: readonly string[];
  readonly changes: Readonly<Record<string, number>>;
  readonly mutant: string | null;
}

/** Run `index` of the plan, up to the first step that the model does not allow. Disks that lie are beyond the model. */
export async function conform(plan: ConformancePlan, index: number, environment: Environment): Promise<Conformance> {
  const round = Math.floor(index / plan.scenarios.length);
  const spec = await specOfTask({ ...plan, index, regime: round % 2 === 0 ? "bounded" : "unbounded", origin: null });
  const world = createWorld(planOf({ ...spec, scenario: configured(spec.scenario, round) }), environment);
  const conformance = new Conformance();
  try {
    world.observe((event) => conformance.observe(event));
    while (conformance.refusal === null && world.step());
    return conformance;
  } finally {
    world.discard();
  }
}
