/** The last events before a run's first violation, in words: the run is made again for them. */
import { performRun, type RunSpec } from "../../properties/run.ts";
import type { Environment } from "../../scenarios/environment.ts";
import { Narrator } from "./narrator.ts";

export function lastEvents(spec: RunSpec, environment: Environment): readonly string[] {
  const narrator = new Narrator();
  performRun(spec, environment, {
    observers: [(event) => narrator.observe(event)],
    violated: () => narrator.mark(),
  });
  return narrator.tail();
}
