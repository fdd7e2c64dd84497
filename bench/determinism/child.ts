/** Under whatever Node runs it: chains of runs, or the events of a stretch of one, as JSON on stdout. */
import { createEnvironment } from "../../scenarios/environment.ts";
import { chainOf, eventsOf, type ChainPlan } from "./chain.ts";

/** The only argument, as JSON. */
export type ChildTask =
  | { readonly what: "chains"; readonly count: number; readonly plantedAt: number | null }
  | { readonly what: "events"; readonly plan: ChainPlan; readonly from: number; readonly to: number };

const task = JSON.parse(process.argv[2]!) as ChildTask;
const environment = await createEnvironment();
const answer =
  task.what === "chains"
    ? Array.from({ length: task.count }, (_, index) => chainOf({ index, plantedAt: task.plantedAt }, environment))
    : eventsOf(task.plan, task.from, task.to, environment);
process.stdout.write(JSON.stringify(answer));
