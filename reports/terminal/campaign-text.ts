/** A campaign as text: a line of progress while it runs, then its findings. */
import type { CampaignResult, Finding, Progress } from "../../properties/campaign.ts";
import { BITING_FAMILIES, type Bite } from "../../properties/coverage/bite.ts";
import type { CampaignCoverage } from "../../properties/coverage/campaign-coverage.ts";
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

  show({ runs, failed, virtualNs, elapsedMs, behaviours, newsShare }: Progress): void {
    const of = this.#runs === null ? "" : ` of ${this.#runs}`;
    const rate = (runs / (elapsedMs / 1000)).toFixed(1);
    const grows = newsShare > 0 ? `, ${percent(newsShare)} of the last round new` : "";
    this.#line.show(
      `${runs}${of} runs, ${rate}/s, ${failed} failed, ${duration(virtualNs)} simulated, ${behaviours} behaviours${grows}`,
    );
  }

  clear(): void {
    this.#line.clear();
  }
}

/** "12.5%"; small shares keep two figures: "0.31%". */
function percent(share: number): string {
  return `${Number((100 * share).toPrecision(share < 0.1 ? 2 : 3))}%`;
}

const MISSING_SHOWN = 6;

function coverageText({ marks, missing, cells, growth, newsShare }: CampaignCoverage): readonly string[] {
  const left = `${percent(growth.residual)} chance of a new one in the next fresh run (Good-Turing, an upper estimate)`;
  const lines = [
    `coverage    ${cells.hit} of ${cells.possible} pairs of fault and phase; ${count(marks.size, "behaviour")}, ` +
      `new ones in ${percent(newsShare)} of the last round's runs; ${left}`,
  ];
  const few = missing.filter((mark) => !mark.startsWith("cell "));
  if (few.length > 0) {
    const more = few.length > MISSING_SHOWN ? ` and ${few.length - MISSING_SHOWN} more (--json)` : "";
    lines.push(faint(`not reached: ${few.slice(0, MISSING_SHOWN).join(", ")}${more}`));
  }
  return lines;
}

function biteText({ medianNs, boundedRuns, bitten }: Bite): string {
  const share = boundedRuns === 0 ? 0 : bitten / boundedRuns;
  return (
    `bite        half of the runs simulate ${duration(medianNs)} or more; ${percent(share)} of ${count(boundedRuns, "bounded run")} ` +
    `had a failover and faults of ${BITING_FAMILIES} families or more`
  );
}

/** What is said of a finding besides its own data. */
export interface FindingNotes {
  readonly path: string | null;
  /** The command that makes its run again from the campaign. */
  readonly again: string;
  readonly lastEvents: readonly string[];
}

function findingText(finding: Finding, { path, again, lastEvents }: FindingNotes): readonly string[] {
  const { result, property, properties, runs } = finding;
  const violation = result.violations.find((one) => one.property === property)!;
  const others = properties.filter((name) => name !== property);
  const lines = [...violationText(violation)];
  if (others.length > 0) lines.push(`  also      ${others.join(", ")}`);
  lines.push(...faultLines(result.faults), "last events", ...lastEvents);
  lines.push(`runs        ${runs.length} of this kind, first number ${finding.index}`);
  if (path) lines.push(`replay      lockstep repro ${path}`);
  lines.push(faint(`again       ${again}`));
  return lines;
}

export function campaignText(result: CampaignResult, notes: (finding: Finding) => FindingNotes): string {
  const { runs, findings, requests, failovers, instructions, virtualNs, wallMs, seed, interrupted } = result;
  const lines = findings.flatMap((finding) => [...findingText(finding, notes(finding)), ""]);
  const verdict = findings.length > 0 ? bad(count(findings.length, "finding")) : good("no finding");
  lines.push(`${verdict} in ${count(runs, "run")}${interrupted ? ", interrupted" : ""}, seed ${seed}`);
  const speed = wallMs === 0 ? 0 : Math.round(virtualNs / 1e6 / wallMs);
  lines.push(
    `${count(requests, "request")}, ${count(failovers, "failover")}, ${count(instructions, "instruction")}; ` +
      `${duration(virtualNs)} simulated in ${duration(wallMs * 1e6)}, ${speed} times real time`,
  );
  if (runs > 1) lines.push(biteText(result.bite), ...coverageText(result.coverage));
  return lines.join("\n");
}
