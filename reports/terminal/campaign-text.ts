/** A campaign as text: a line of progress while it runs, then its findings. */
import type { CampaignResult, Finding, Progress } from "../../properties/campaign.ts";
import { count, duration } from "../../properties/words.ts";
import { faultLines, violationText } from "./run-text.ts";
import { StatusLine } from "./status-line.ts";
import { bad, faint, good } from "./style.ts";

export class ProgressLine {
  readonly #line: StatusLine;
  readonly #runs: number | null;

  constructor(wanted: boolean, runs: number | null) {
    this.#line = new StatusLine(wanted);
    this.#runs = runs;
  }

  show({ runs, failed, virtualNs, elapsedMs }: Progress): void {
    const of = this.#runs === null ? "" : ` of ${this.#runs}`;
    const rate = (runs / (elapsedMs / 1000)).toFixed(1);
    this.#line.show(`${runs}${of} runs, ${rate}/s, ${failed} failed, ${duration(virtualNs)} simulated`);
  }

  clear(): void {
    this.#line.clear();
  }
}

function findingText(finding: Finding, path: string | null, campaign: number): readonly string[] {
  const { result, property, properties, runs } = finding;
  const violation = result.violations.find((one) => one.property === property)!;
  const others = properties.filter((name) => name !== property);
  const lines = [...violationText(violation)];
  if (others.length > 0) lines.push(`  also      ${others.join(", ")}`);
  lines.push(...faultLines(result.faults));
  lines.push(`runs        ${runs.length} of this kind, first number ${finding.index}`);
  if (path) lines.push(`replay      lockstep repro ${path}`);
  lines.push(faint(`again       lockstep check ${finding.scenario} --seed ${campaign} --index ${finding.index}`));
  return lines;
}

export function campaignText(
  result: CampaignResult,
  paths: ReadonlyMap<Finding, string | null>,
  unseen: readonly string[],
): string {
  const { runs, findings, requests, failovers, instructions, virtualNs, wallMs, seed, interrupted } = result;
  const lines = findings.flatMap((finding) => [...findingText(finding, paths.get(finding) ?? null, seed), ""]);
  const verdict = findings.length > 0 ? bad(count(findings.length, "finding")) : good("no finding");
  lines.push(`${verdict} in ${count(runs, "run")}${interrupted ? ", interrupted" : ""}, seed ${seed}`);
  const speed = wallMs === 0 ? 0 : Math.round(virtualNs / 1e6 / wallMs);
  lines.push(
    `${count(requests, "request")}, ${count(failovers, "failover")}, ${count(instructions, "instruction")}; ` +
      `${duration(virtualNs)} simulated in ${duration(wallMs * 1e6)}, ${speed} times real time`,
  );
  if (unseen.length > 0) lines.push(faint(`never put to the test: ${unseen.join(", ")}`));
  return lines.join("\n");
}
