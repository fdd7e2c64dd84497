import { readRepro } from "../../properties/repro.ts";
import { performRun } from "../../properties/run.ts";
import { version } from "../../properties/version.ts";
import { Narrator } from "../terminal/narrator.ts";
import { RunProgress } from "../terminal/run-progress.ts";
import { causeText, failureText, runText } from "../terminal/run-text.ts";
import { createEnvironment } from "../../scenarios/environment.ts";
import type { TraceObserver } from "../../sim/trace.ts";
import { traceOutputs } from "./shared.ts";
import type { Command } from "./table.ts";

export const command: Command = async (given) => {
  const path = given.operands[0]!;
  const { repro, spec } = await readRepro(path);
  const line = `lockstep repro ${path}`;
  const environment = await createEnvironment();
  const outputs = traceOutputs(given, spec, line);
  const narrator = new Narrator();
  const progress = new RunProgress(!given.json && !given.quiet);
  const observers: TraceObserver[] = [(event) => narrator.observe(event), progress.observe, ...outputs.observers];
  const result = {
    ...performRun(spec, environment, { observers, tap: outputs.tap, violated: () => narrator.mark() }),
    repro: path,
  };
  progress.clear();
  const page = await outputs.end(result);
  const same = result.traceHash === repro.traceHash;
  const reproduced = result.violations.some(({ property }) => property === repro.property);
  if (given.json) console.log(JSON.stringify({ ...result, expected: repro.property, reproduced, sameTrace: same }));
  else if (!given.quiet || reproduced) {
    const moved = same
      ? "the trace is the recorded one"
      : `the trace is another than the one recorded by version ${repro.version} (this is ${version}): behaviour has moved on`;
    if (repro.note) console.log(repro.note);
    if (result.verdict === "pass") console.log(runText(result, narrator, line));
    else {
      console.log(failureText(result, narrator, [repro.note, page, moved].filter(Boolean).length));
      console.log(causeText(result.faults, line));
    }
    if (page) console.log(`report      ${page}`);
    console.log(`${verdictOf(repro.property, reproduced)}; ${moved}`);
  }
  return result.verdict === "fail" ? 1 : 0;
};

function verdictOf(property: string | null, reproduced: boolean): string {
  if (property === null) return "kept as an example of what must hold";
  return reproduced ? `reproduced: ${property} is violated` : `no longer fails: ${property} holds`;
}
