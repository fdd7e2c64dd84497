import { mutantNamed } from "../../properties/mutants/named.ts";
import { reproOf } from "../../properties/repro.ts";
import { performRun, type RunSpec } from "../../properties/run.ts";
import { scenarioNamed, settingsFor } from "../../properties/spec.ts";
import { injectionNames } from "../../properties/injections.ts";
import { sweptRun } from "../../properties/sweep-spec.ts";
import { runSweep, type SweepFinding } from "../../properties/sweep.ts";
import { HarnessError, UsageError, unknownName } from "../../properties/usage-error.ts";
import { Workers } from "../../properties/workers.ts";
import { CountLine } from "../terminal/count-line.ts";
import { lastEvents } from "../terminal/last-events.ts";
import { sweepText } from "../terminal/sweep-text.ts";
import { createEnvironment } from "../../scenarios/environment.ts";
import type { Arguments } from "./options.ts";
import { runCommand, writeRepro } from "./shared.ts";
import { writeSweepReport } from "./sweep-report.ts";
import type { Command } from "./table.ts";

const DEFAULT_SEED = 1;
const DEFAULT_OUT = "lockstep-findings";
const INTERRUPTED = 130;

function sweepCommand(spec: RunSpec, { fault, pairs, budget }: Arguments): string {
  return [
    runCommand(spec, undefined).replace("lockstep run", "lockstep sweep"),
    ...(fault === undefined ? [] : [`--fault ${fault}`]),
    ...(pairs ? ["--pairs"] : []),
    ...(budget === undefined ? [] : [`--budget ${budget}`]),
  ].join(" ");
}

export const command: Command = async (given) => {
  const { seed = DEFAULT_SEED, fault, budget, set = [] } = given;
  const scenario = await scenarioNamed(given.operands[0]!);
  const names = injectionNames(scenario.topology(settingsFor(scenario, set)));
  if (fault !== undefined && !names.includes(fault))
    throw new UsageError(unknownName("fault of a sweep", fault, names));
  const mutant = given.mutant === undefined ? null : await mutantNamed(given.mutant);
  const spec = sweptRun(scenario, set, seed, mutant);
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  const workers = new Workers(given.jobs ?? null);
  const line = new CountLine("points", !given.json && !given.quiet);
  const plan = {
    names: fault === undefined ? names : [fault],
    pairs: given.pairs ?? false,
    budget: budget ?? null,
    until: null,
  };
  const environment = await createEnvironment();
  const result = await runSweep(spec, plan, environment, workers, stop.signal, (done, of) => line.show(done, of));
  line.clear();
  await workers.end();
  const paths = new Map<SweepFinding, string | null>();
  for (const finding of result.findings) {
    // From power on: a fork's trace hash is its own.
    const whole = { ...spec, schedule: finding.schedule, regime: finding.regime };
    const repro = reproOf(performRun(whole, environment), whole, finding.property);
    const name = `sweep-${finding.property}-${finding.injection.replaceAll(/\W+/g, "-")}-${seed}.json`;
    paths.set(finding, writeRepro(given.out ?? DEFAULT_OUT, name, repro));
  }
  const findings = result.findings.map((finding) => ({
    property: finding.property,
    fault: finding.injection,
    where: finding.at,
    points: finding.points,
    firstAtNs: finding.schedule.at(-1)!.at,
    faults: finding.schedule,
    repro: paths.get(finding) ?? null,
  }));
  if (given.json) {
    const { steps, points, tries, outcomes, breakages } = result;
    const told = {
      scenario: scenario.name,
      seed,
      steps: Object.fromEntries(steps),
      points,
      tries,
      outcomes: Object.fromEntries(outcomes),
      findings,
      breakages,
    };
    console.log(JSON.stringify({ schemaVersion: 1, ...told }));
  } else if (!given.quiet || findings.length > 0) {
    const events = ({ schedule, regime }: SweepFinding) => lastEvents({ ...spec, schedule, regime }, environment);
    console.log(sweepText(result, paths, events, `${scenario.name}, seed ${seed}`));
  }
  const page =
    given.report === undefined
      ? null
      : await writeSweepReport(given.report, spec, result, paths, sweepCommand(spec, given));
  if (page && !given.json && !given.quiet) console.log(`report      ${page}`);
  for (const message of result.breakages) console.error(`lockstep: not finished: ${message}`);
  if (stop.signal.aborted) return INTERRUPTED;
  if (result.breakages.length > 0) throw new HarnessError(`${result.breakages.length} points were not finished`);
  return result.findings.length > 0 ? 1 : 0;
};
