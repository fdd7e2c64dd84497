/** Runs of the stack, held against the model. */
import type { Environment } from "../../../scenarios/environment.ts";
import { createWorld } from "../../../scenarios/run.ts";
import { concernsVm } from "../../../sim/trace.ts";
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
  // Each VM by itself is a path of the model.
  const each = world.setup.topology.vms.map(({ name }) => ({ name, conformance: new Conformance() }));
  const refused = () => each.find(({ conformance }) => conformance.refusal !== null)?.conformance;
  try {
    world.observe((event) => {
      for (const { name, conformance } of each) if (concernsVm(event, name)) conformance.observe(event);
    });
    while (!refused() && world.step());
    const [first, ...others] = each.map(({ conformance }) => conformance);
    for (const { steps } of others)
      for (const [step, count] of steps) first!.steps.set(step, (first!.steps.get(step) ?? 0) + count);
    return refused() ?? first!;
  } finally {
    world.discard();
  }
}
