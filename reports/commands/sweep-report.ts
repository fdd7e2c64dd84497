/** The page of a sweep and, beside it, one of each finding's run: it is made again from its schedule. */
import { join } from "node:path";
import { performRun, type RunSpec } from "../../properties/run.ts";
import type { Struck, SweepFinding, SweepResult } from "../../properties/sweep.ts";
import { version } from "../../properties/version.ts";
import { count, moment } from "../../properties/words.ts";
import { createEnvironment } from "../../scenarios/environment.ts";
import { Collector } from "../collect.ts";
import { type FindingRow, type SweepPoints } from "../html/campaign-data.ts";
import { readFault } from "../story/fault-reading.ts";
import { campaignPage } from "../html/campaign-page.ts";
import { runPage } from "../html/run-page.ts";
import { writeOut } from "./report-files.ts";

export async function writeSweepReport(
  folder: string,
  spec: RunSpec,
  result: SweepResult,
  paths: ReadonlyMap<SweepFinding, string | null>,
  command: string,
): Promise<string> {
  const environment = await createEnvironment();
  const findings: FindingRow[] = [];
  for (const [number, finding] of result.findings.entries()) {
    const { schedule, regime } = finding;
    const swept = { ...spec, schedule, regime };
    const path = paths.get(finding) ?? null;
    const page = `finding-${number + 1}.html`;
    const again = path === null ? command : `lockstep repro ${path}`;
    const kept = new Collector(swept, again);
    const run = performRun(swept, environment, { observers: [kept.observe], tap: kept.tap });
    await writeOut(join(folder, page), runPage(kept.trace({ ...run, repro: path })));
    findings.push(rowOf(finding, spec, again, page));
  }
  const { scenario, seed, settings, mutant } = spec;
  const { points, tries, breakages } = result;
  const html = campaignPage({
    title: `sweep · ${scenario.name} · ${count(tries, "point")}`,
    version,
    command,
    verdict: findings.length > 0 ? "fail" : "pass",
    figures: [
      ["points of the run", String(points)],
      ["tried", String(tries)],
      ["failed", String(result.struck.filter(({ failed }) => failed).length)],
      ["findings", String(findings.length)],
    ],
    settings: [
      ["scenario", scenario.name],
      ["seed", String(seed)],
      ["mutant", mutant?.id ?? "none"],
      ...Object.entries(settings).map(([name, value]) => [name, String(value)] as const),
    ],
    findings,
    breakages: breakages.map((message, index) => ({ index, message })),
    properties: [],
    coverage: null,
    growth: null,
    slowest: [],
    mutants: [],
    sweep: pointsOf(result),
  });
  return writeOut(join(folder, "index.html"), html);
}

function rowOf(finding: SweepFinding, { scenario, seed }: RunSpec, command: string, page: string): FindingRow {
  const { property, injection, result, points, schedule } = finding;
  const violation = result.violations.find((one) => one.property === property);
  return {
    property,
    also: [...new Set(result.violations.map((one) => one.property))].filter((name) => name !== property),
    scenario: `${scenario.name}, ${injection} from ${moment(schedule.at(-1)!.at)}`,
    expected: violation?.expected ?? "",
    found: violation?.found ?? "",
    faults: schedule.map(readFault),
    seen: `${count(points, "point")}, seed ${seed}`,
    commands: [command],
    page,
  };
}

function pointsOf({ struck, outcomes }: SweepResult): SweepPoints {
  const times = struck.map(({ atNs }) => atNs);
  const of = (injection: string, failing: boolean) =>
    struck.filter((one: Struck) => one.injection === injection && one.failed === failing).map(({ atNs }) => atNs);
  return {
    fromNs: times.length > 0 ? times.reduce((a, b) => Math.min(a, b)) : 0,
    toNs: times.length > 0 ? times.reduce((a, b) => Math.max(a, b)) : 0,
    rows: [...new Set(struck.map(({ injection }) => injection))].map((injection) => ({
      injection,
      passed: of(injection, false),
      failed: of(injection, true),
    })),
    outcomes: [...outcomes].toSorted(([, a], [, b]) => b - a),
  };
}
