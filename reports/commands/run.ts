import { firstDifference } from "../../properties/twice.ts";
import { generateSchedule } from "../../properties/generate.ts";
import { mutantNamed } from "../../properties/mutants/named.ts";
import { performRun, regimeOf, type RunSpec } from "../../properties/run.ts";
import type { RunResult } from "../../properties/result.ts";
import { shrink } from "../../properties/shrink.ts";
import { count } from "../../properties/words.ts";
import { readSchedule, scenarioNamed, settingsFor } from "../../properties/spec.ts";
import { HarnessError } from "../../properties/usage-error.ts";
import { Narrator } from "../terminal/narrator.ts";
import { RunProgress } from "../terminal/run-progress.ts";
import { causeText, failureText, runText } from "../terminal/run-text.ts";
import { StatusLine } from "../terminal/status-line.ts";
import { createEnvironment, type Environment } from "../../scenarios/environment.ts";
import { faultKindsOf, regimesOf } from "../../scenarios/scenario.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { TraceObserver } from "../../sim/trace.ts";
import type { Arguments } from "./options.ts";
import { runCommand, traceOutputs } from "./shared.ts";
import type { Command } from "./table.ts";

const DEFAULT_SCENARIO = "failover-kv";
const DEFAULT_SEED = 1;

async function specOf({ operands, seed = DEFAULT_SEED, set = [], faults, mutant: id }: Arguments): Promise<RunSpec> {
  const mutant = id === undefined ? null : await mutantNamed(id);
  const scenario = await scenarioNamed(operands[0] ?? (mutant?.scenario || DEFAULT_SCENARIO));
  const settings = settingsFor(scenario, set);
  if (faults === undefined) {
    const regime = regimesOf(scenario)[0]!;
    const schedule = generateSchedule(scenario, settings, regime, String(seed));
    return { scenario, settings, seed, schedule, regime, mutant };
  }
  const schedule = faults === "none" ? [] : await readSchedule(faults, scenario, settings);
  return { scenario, settings, seed, schedule, regime: regimeOf(schedule, faultKindsOf(scenario)), mutant };
}

/** Of the schedule of a failing run, what its first violation takes. The run is made again for that, with fewer faults. */
function neededFaults(spec: RunSpec, failed: RunResult, environment: Environment, tell: boolean): readonly Fault[] {
  const [violation] = failed.violations;
  const status = new StatusLine(tell);
  let runs = 0;
  const { schedule } = shrink(spec.schedule, (smaller) => {
    status.show(`shrinking: ${count(++runs, "run")}, ${count(smaller.length, "fault")}`);
    const { violations } = performRun({ ...spec, schedule: smaller }, environment);
    return violations.some(({ property }) => property === violation?.property);
  });
  status.clear();
  return schedule;
}

export const command: Command = async (given) => {
  const spec = await specOf(given);
  const line = runCommand(spec, given.faults);
  const environment = await createEnvironment();
  const outputs = traceOutputs(given, spec, line);
  const narrator = new Narrator();
  const progress = new RunProgress(!given.json && !given.quiet);
  const observers: TraceObserver[] = [(event) => narrator.observe(event), progress.observe, ...outputs.observers];
  const result = performRun(spec, environment, { observers, tap: outputs.tap, violated: () => narrator.mark() });
  progress.clear();
  const page = await outputs.end(result);
  if (given.twice) {
    const again = performRun(spec, environment);
    if (again.traceHash !== result.traceHash)
      throw new HarnessError(
        `not deterministic: trace hash ${result.traceHash}, then ${again.traceHash}\n${firstDifference(spec, environment)}`,
      );
  }
  const failed = result.verdict === "fail";
  const needed = failed ? neededFaults(spec, result, environment, !given.json && !given.quiet) : [];
  if (given.json) console.log(JSON.stringify(failed ? { ...result, shrunkFaults: needed } : result));
  else if (failed) {
    const beside = [page, given.twice].filter(Boolean).length;
    console.log(failureText(result, narrator, beside));
    console.log(causeText(needed, line, spec.schedule.length));
  } else if (!given.quiet) console.log(runText(result, narrator, line));
  if (page && !given.json && !given.quiet) console.log(`report      ${page}`);
  if (given.twice && !given.json && !given.quiet) console.log("twice       the same trace hash again");
  return result.verdict === "pass" ? 0 : 1;
};
