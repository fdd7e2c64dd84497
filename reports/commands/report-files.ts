/** Where reports go: to files, with their folders, or to standard output. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { campaignCommand } from "./campaign-command.ts";
import type { CampaignPlan, CampaignResult, Finding } from "../../properties/campaign.ts";
import { properties } from "../../properties/index.ts";
import { specOf } from "../../properties/repro.ts";
import { performRun } from "../../properties/run.ts";
import { UsageError } from "../../properties/usage-error.ts";
import { version } from "../../properties/version.ts";
import { Collector } from "../collect.ts";
import { campaignData, findingRow, type MutantRow } from "../html/campaign-data.ts";
import { campaignPage } from "../html/campaign-page.ts";
import { runPage } from "../html/run-page.ts";
import type { TraceFile } from "../trace-file.ts";
import { createEnvironment } from "../../scenarios/environment.ts";

/** What a file is called that is standard output. */
export const STDOUT = "-";

/** Returns where it went. Throws a `UsageError` where it cannot be written. */
export async function writeOut(path: string, content: string | Uint8Array): Promise<string> {
  if (path === STDOUT) {
    await new Promise<void>((resolve) => {
      process.stdout.write(content, () => resolve());
    });
    return path;
  }
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  } catch (error) {
    throw new UsageError(`${path}: ${(error as Error).message}; expected a place that can be written`);
  }
  return path;
}

export function writeRunReport(folder: string, trace: TraceFile): Promise<string> {
  return writeOut(join(folder, "index.html"), runPage(trace));
}

/** What the campaign was asked for, in the words of the command line, and the scenarios' settings that it changed. */
function campaignSettings(plan: CampaignPlan): readonly (readonly [name: string, value: string])[] {
  const { campaign, scenarios, regime, changes, mutant, runs, timeMs, first } = plan;
  return [
    ["seed", String(campaign)],
    ["runs", runs === null ? `as many rounds as ${(timeMs ?? 0) / 1000} s hold` : String(runs)],
    ["first run", String(first)],
    ["regime", regime ?? "any that the scenario knows"],
    ["mutant", mutant ?? "none"],
    ["scenarios", scenarios.join(", ")],
    ...Object.entries(changes).map(([name, value]) => [name, String(value)] as const),
  ];
}

/** The campaign's page and, beside it, one of each finding's run: it is made again from its repro. */
export async function writeCampaignReport(
  folder: string,
  plan: CampaignPlan,
  result: CampaignResult,
  paths: ReadonlyMap<Finding, string | null>,
): Promise<string> {
  const environment = await createEnvironment();
  const rows = [];
  for (const [number, finding] of result.findings.entries()) {
    const path = paths.get(finding) ?? null;
    const row = findingRow(finding, campaignCommand(plan, finding.index), path, `finding-${number + 1}.html`);
    const spec = await specOf(finding.repro);
    const kept = new Collector(spec, row.commands[0]!);
    const again = performRun(spec, environment, { observers: [kept.observe], tap: kept.tap });
    await writeOut(join(folder, row.page!), runPage(kept.trace({ ...again, repro: path })));
    rows.push(row);
  }
  const data = {
    ...campaignData(result, properties, rows),
    title: `check · ${result.runs} runs`,
    version,
    command: campaignCommand(plan, plan.first > 0 ? plan.first : null),
    settings: campaignSettings(plan),
  };
  return writeOut(join(folder, "index.html"), campaignPage(data));
}

/** The kill table, and what the clean build showed with the same seeds, a campaign each; figures are of the first. */
export function writeMutantsReport(
  folder: string,
  mutants: readonly MutantRow[],
  clean: readonly CampaignResult[],
  command: string,
): Promise<string> {
  const alive = mutants.filter(({ killed }) => !killed).length;
  const rows = clean.flatMap(({ findings, seed }) =>
    findings.map((finding) =>
      findingRow(finding, `lockstep check ${finding.scenario} --seed ${seed} --index ${finding.index}`, null, null),
    ),
  );
  const data = campaignData(clean[0]!, properties, rows);
  return writeOut(
    join(folder, "index.html"),
    campaignPage({
      ...data,
      verdict: alive > 0 || rows.length > 0 ? "fail" : "pass",
      title: `mutants · ${mutants.length - alive} of ${mutants.length} killed`,
      version,
      command,
      settings: [["runs of the clean build", String(clean.reduce((sum, { runs }) => sum + runs, 0))]],
      mutants,
    }),
  );
}
