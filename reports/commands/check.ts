import { randomInt } from "node:crypto";
import {
  ROUND_RUNS,
  runCampaign,
  type CampaignPlan,
  type CampaignResult,
  type Finding,
} from "../../properties/campaign.ts";
import { properties } from "../../properties/index.ts";
import { mutantNamed } from "../../properties/mutants/index.ts";
import { scenarioNamed, settingsFor } from "../../properties/spec.ts";
import { Workers } from "../../properties/workers.ts";
import { HarnessError, UsageError, named } from "../../properties/usage-error.ts";
import { campaignText, ProgressLine } from "../terminal/campaign-text.ts";
import { junitOfCampaign } from "../export/junit.ts";
import { scenarios, settingsOf } from "../../scenarios/index.ts";
import type { Settings } from "../../scenarios/scenario.ts";
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
  const chosen =
    operands.length > 0
      ? operands
      : mutant?.scenario
        ? [mutant.scenario]
        : scenarios.filter(({ tags }) => tags.includes("campaign")).map(({ name }) => name);
  const changes: Record<string, number> = {};
  for (const scenario of await Promise.all(chosen.map(scenarioNamed))) {
    const known = new Set(scenario.settings.map(({ name }) => name));
    Object.assign(
      changes,
      changesFor(
        scenario,
        set.filter(([name]) => known.has(name)),
      ),
    );
  }
  for (const [name] of set)
    if (!(name in changes))
      named(
        "setting",
        name,
        (await Promise.all(chosen.map(scenarioNamed))).flatMap(({ settings }) => settings),
      );
  return {
    campaign: seed ?? randomInt(2 ** 32),
    scenarios: chosen,
    regime: regime ?? null,
    changes,
    mutant: mutant?.id ?? null,
    runs: index !== undefined ? 1 : (given.runs ?? (time === undefined ? ROUND_RUNS : null)),
    timeMs: time ?? null,
    first: index ?? 0,
    prefer: mutant?.property || null,
    stopEarly: false,
    shrinks: true,
  };
}

/** Only what was asked for, checked. */
function changesFor(
  scenario: Parameters<typeof settingsFor>[0],
  set: readonly (readonly [string, number])[],
): Settings {
  settingsFor(scenario, set);
  return Object.fromEntries(set);
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

function json(result: CampaignResult, paths: ReadonlyMap<Finding, string | null>, unseen: readonly string[]): unknown {
  const { findings, runs, seed, requests, failovers, instructions, virtualNs, wallMs, breakages, interrupted } = result;
  return {
    schemaVersion: 1,
    runs,
    seed,
    findings: findings.map((finding) => ({
      property: finding.property,
      properties: finding.properties,
      scenario: finding.scenario,
      seed: finding.seed,
      path: `${seed}:${finding.index}`,
      runs: finding.runs,
      faults: finding.repro.faults,
      repro: paths.get(finding) ?? null,
    })),
    requests,
    failovers,
    instructions,
    virtualNs,
    wallMs,
    accelerationX: wallMs === 0 ? 0 : Math.round(virtualNs / 1e6 / wallMs),
    coverage: { properties: Object.fromEntries(result.witnessed), unseen },
    breakages,
    interrupted,
  };
}

export const command: Command = async (given) => {
  const plan = await planOf(given);
  const stop = new AbortController();
  const onInterrupt = () => stop.abort();
  process.once("SIGINT", onInterrupt);
  const progress = new ProgressLine(!given.json && !given.quiet, plan.runs);
  if (!given.json && !given.quiet && given.seed === undefined) console.log(`seed ${plan.campaign}`);
  const workers = new Workers(given.jobs ?? null);
  const result = await runCampaign(plan, workers, stop.signal, (now) => progress.show(now));
  await workers.end();
  progress.clear();
  process.removeListener("SIGINT", onInterrupt);
  const paths = writeRepros(given.out ?? DEFAULT_OUT, result.findings);
  const page = given.report === undefined ? null : await writeCampaignReport(given.report, plan, result, paths);
  if (given.junit !== undefined)
    await writeOut(
      given.junit,
      junitOfCampaign(
        result,
        properties.map(({ name }) => name),
        paths,
      ),
    );
  const regime = plan.regime ?? "bounded";
  const topologies = (await Promise.all(plan.scenarios.map(scenarioNamed))).map((one) => one.topology(settingsOf(one)));
  const unseen = properties
    .filter((one) => one.regimes.includes(regime) && !result.witnessed.has(one.name))
    .filter(({ concerns }) => !concerns || topologies.some(concerns))
    .map(({ name }) => name);
  if (given.json) console.log(JSON.stringify(json(result, paths, unseen)));
  else if (!given.quiet || result.findings.length > 0) console.log(campaignText(result, paths, unseen));
  if (page && !given.json && !given.quiet) console.log(`report      ${page}`);
  for (const { index, message } of result.breakages)
    console.error(
      `lockstep: run ${index} was not finished: ${message} (lockstep check --seed ${plan.campaign} --index ${index})`,
    );
  if (result.interrupted) return INTERRUPTED;
  if (result.breakages.length > 0) throw new HarnessError(`${result.breakages.length} of the runs were not finished`);
  return result.findings.length > 0 || (given["require-coverage"] && unseen.length > 0) ? 1 : 0;
};
