import { randomInt } from "node:crypto";
import { ROUND_RUNS, runCampaign, type CampaignPlan, type Finding } from "../../properties/campaign.ts";
import { readOrigin, writeCorpus } from "../../properties/corpus-file.ts";
import { isVaried, type Origin } from "../../properties/corpus.ts";
import { properties } from "../../properties/index.ts";
import { mutantNamed } from "../../properties/mutants/named.ts";
import { specOf } from "../../properties/repro.ts";
import { scenarioNamed, settingsFor } from "../../properties/spec.ts";
import { Workers } from "../../properties/workers.ts";
import { HarnessError, UsageError, named } from "../../properties/usage-error.ts";
import { campaignText, ProgressLine } from "../terminal/campaign-text.ts";
import { lastEvents } from "../terminal/last-events.ts";
import { junitOfCampaign } from "../export/junit.ts";
import { createEnvironment } from "../../scenarios/environment.ts";
import type { Settings } from "../../scenarios/scenario.ts";
import { campaignCommand, campaignScenarios } from "./campaign-command.ts";
import { campaignJson } from "./campaign-json.ts";
import type { Arguments } from "./options.ts";
import { writeRepro } from "./shared.ts";
import { writeCampaignReport, writeOut } from "./report-files.ts";
import type { Command } from "./table.ts";

const DEFAULT_OUT = "lockstep-findings";
const INTERRUPTED = 130;

async function planOf(given: Arguments): Promise<CampaignPlan> {
  const { operands, seed, index, time, regime, mutant: id, set = [] } = given;
  if (index !== undefined && seed === undefined)
    throw new UsageError("--index needs the campaign's seed: lockstep check --seed N --index I");
  const mutant = id === undefined ? null : await mutantNamed(id);
  const chosen = operands.length > 0 ? operands : mutant?.scenario ? [mutant.scenario] : campaignScenarios;
  const plan: CampaignPlan = {
    campaign: seed ?? randomInt(2 ** 32),
    scenarios: chosen,
    regime: regime ?? null,
    changes: await changesOf(chosen, set),
    mutant: mutant?.id ?? null,
    runs: index !== undefined ? 1 : (given.runs ?? (time === undefined ? ROUND_RUNS : null)),
    timeMs: time ?? null,
    first: index ?? 0,
    prefer: mutant?.property || null,
    stopEarly: false,
    shrinks: true,
  };
  return index !== undefined && given.out !== undefined ? withOrigin(plan, given.out, index) : plan;
}

/** Each setting must be known to some scenario, and right for all that know it. */
async function changesOf(chosen: readonly string[], set: readonly (readonly [string, number])[]): Promise<Settings> {
  const all = await Promise.all(chosen.map(scenarioNamed));
  for (const scenario of all) {
    const known = new Set(scenario.settings.map(({ name }) => name));
    settingsFor(
      scenario,
      set.filter(([name]) => known.has(name)),
    );
  }
  for (const [name] of set)
    named(
      "setting",
      name,
      all.flatMap(({ settings }) => settings),
    );
  return Object.fromEntries(set);
}

/** What the run was made from, if the campaign left that in its folder. */
function withOrigin(plan: CampaignPlan, folder: string, index: number): CampaignPlan {
  if (index < ROUND_RUNS || !isVaried(plan.campaign, index)) return plan;
  const found = readOrigin(folder, plan, index);
  if (typeof found !== "string") return { ...plan, origin: found };
  console.error(`lockstep: ${found}; the rounds before run ${index} are made again`);
  return plan;
}

/** Keeps the corpus where the user said; a folder that cannot be written costs the convenience, not the campaign. */
function corpusKeeper(plan: CampaignPlan, folder: string | undefined): (origins: ReadonlyMap<number, Origin>) => void {
  let failed = folder === undefined || plan.first > 0;
  return (origins) => {
    if (failed || folder === undefined) return;
    try {
      writeCorpus(folder, plan, origins);
    } catch (error) {
      failed = true;
      console.error(`lockstep: the corpus is not kept: ${(error as Error).message}`);
    }
  };
}

function writeRepros(folder: string, findings: readonly Finding[]): ReadonlyMap<Finding, string | null> {
  return new Map(
    findings.map((finding) => {
      const scenario = finding.scenario.replaceAll(/[^\w-]+/g, "_");
      const name = `${finding.property}-${scenario}-${finding.seed}.json`;
      return [finding, writeRepro(folder, name, finding.repro)];
    }),
  );
}

async function lastEventsOf(findings: readonly Finding[]): Promise<ReadonlyMap<Finding, readonly string[]>> {
  const environment = await createEnvironment();
  const told = new Map<Finding, readonly string[]>();
  for (const finding of findings) told.set(finding, lastEvents(await specOf(finding.repro), environment));
  return told;
}

export const command: Command = async (given) => {
  const { json = false, quiet = false, out } = given;
  const plan = await planOf(given);
  const stop = new AbortController();
  const onInterrupt = () => stop.abort();
  process.once("SIGINT", onInterrupt);
  const progress = new ProgressLine(!json && !quiet, plan.runs);
  if (!json && !quiet && given.seed === undefined) console.log(`seed ${plan.campaign}`);
  const workers = new Workers(given.jobs ?? null);
  const result = await runCampaign(plan, workers, stop.signal, {
    progress: (now) => progress.show(now),
    round: corpusKeeper(plan, out),
  });
  await workers.end();
  progress.clear();
  process.removeListener("SIGINT", onInterrupt);
  const again = ({ index }: { readonly index: number }) => campaignCommand(plan, index);
  const paths = writeRepros(out ?? DEFAULT_OUT, result.findings);
  // Told before reports are written: where those cannot be, nothing that was found is lost.
  if (json) console.log(JSON.stringify(campaignJson(result, paths)));
  else if (!quiet || result.findings.length > 0) {
    const events = await lastEventsOf(result.findings);
    const notes = (finding: Finding) => ({
      path: paths.get(finding) ?? null,
      again: again(finding),
      lastEvents: events.get(finding) ?? [],
    });
    console.log(campaignText(result, notes));
  }
  for (const breakage of result.breakages)
    console.error(
      `lockstep: run ${breakage.index} (seed ${breakage.seed}) was not finished: ${breakage.message} (${again(breakage)})`,
    );
  if (given.junit !== undefined) {
    const names = properties.map(({ name }) => name);
    await writeOut(given.junit, junitOfCampaign(result, names, paths, again));
  }
  const page = given.report === undefined ? null : await writeCampaignReport(given.report, plan, result, paths);
  if (page && !json && !quiet) console.log(`report      ${page}`);
  if (result.interrupted) return INTERRUPTED;
  if (result.breakages.length > 0) throw new HarnessError(`${result.breakages.length} of the runs were not finished`);
  const { missing } = result.coverage;
  const uncovered = (given["require-coverage"] ?? false) && missing.length > 0;
  if (uncovered) console.error(`lockstep: not reached in ${result.runs} runs:\n  ${missing.join("\n  ")}`);
  return result.findings.length > 0 || uncovered ? 1 : 0;
};
