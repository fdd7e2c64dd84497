/** What the page of a campaign, a sweep or a kill table shows. Parts that a command does not have are null or empty. */
import type { CampaignResult, Finding } from "../../properties/campaign.ts";
import { BITING_FAMILIES } from "../../properties/coverage/bite.ts";
import type { CoverageMatrix } from "../../properties/coverage/campaign-coverage.ts";
import type { Growth } from "../../properties/coverage/tally.ts";
import type { Property } from "../../properties/property.ts";
import { count, duration } from "../../properties/words.ts";
import { readFault } from "../story/fault-reading.ts";

export type { CoverageMatrix, Growth };

export interface FindingRow {
  readonly property: string;
  readonly also: readonly string[];
  readonly scenario: string;
  readonly expected: string;
  readonly found: string;
  /** The shrunk schedule, as it reads aloud. */
  readonly faults: readonly (readonly [when: string, what: string])[];
  /** How often, and where first. */
  readonly seen: string;
  readonly commands: readonly string[];
  /** The page of its run, beside this one. */
  readonly page: string | null;
}

interface PropertyRow {
  readonly name: string;
  readonly claim: string;
  readonly kind: string;
  /** Runs that put it to the test. */
  readonly witnessed: number;
  /** Number of the first run that violates it. */
  readonly violated: number | null;
}

export interface MutantRow {
  readonly id: string;
  /** Of the checklist of behaviours. */
  readonly row: string;
  readonly property: string;
  readonly killed: boolean;
  readonly killedBy: readonly string[];
  readonly runsToKill: number | null;
  readonly reproFaults: number | null;
}

/** Points of a sweep, by what was let strike. */
export interface SweepPoints {
  readonly fromNs: number;
  readonly toNs: number;
  readonly rows: readonly {
    readonly injection: string;
    readonly passed: readonly number[];
    readonly failed: readonly number[];
  }[];
  readonly outcomes: readonly (readonly [outcome: string, times: number])[];
}

export interface CampaignData {
  readonly title: string;
  readonly version: string;
  /** Does all of it again. */
  readonly command: string;
  readonly verdict: "pass" | "fail";
  readonly figures: readonly (readonly [name: string, value: string])[];
  readonly settings: readonly (readonly [name: string, value: string])[];
  readonly findings: readonly FindingRow[];
  /** Runs that the harness could not finish. */
  readonly breakages: readonly { readonly index: number; readonly message: string }[];
  readonly properties: readonly PropertyRow[];
  readonly coverage: CoverageMatrix | null;
  readonly growth: Growth | null;
  readonly slowest: CampaignResult["slowest"];
  readonly mutants: readonly MutantRow[];
  readonly sweep: SweepPoints | null;
}

/** `again`: the command that makes the finding's run again from its campaign. */
export function findingRow(finding: Finding, again: string, repro: string | null, page: string | null): FindingRow {
  const { property, properties, scenario, result, runs, index, seed } = finding;
  const violation = result.violations.find((one) => one.property === property);
  return {
    property,
    also: properties.filter((name) => name !== property),
    scenario,
    expected: violation?.expected ?? "",
    found: violation?.found ?? "",
    faults: result.faults.map(readFault),
    seen: `${count(runs.length, "run")}, first in run ${index}, seed ${seed}`,
    commands: repro === null ? [again] : [`lockstep repro ${repro}`, again],
    page,
  };
}

/** Thousands apart, by a thin space. */
function grouped(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+$)/g, "\u202F");
}

/** Long spans in hours. */
function span(ns: number): string {
  return ns >= 7.2e12 ? `${(ns / 3.6e12).toFixed(1)} h` : duration(ns);
}

/** The common part of a campaign's page; what the command knows besides goes over it. */
export function campaignData(
  result: CampaignResult,
  properties: readonly Property[],
  rows: readonly FindingRow[],
): Omit<CampaignData, "title" | "version" | "command" | "settings"> {
  const { runs, requests, failovers, instructions, virtualNs, wallMs, breakages, bite } = result;
  const times = wallMs === 0 ? 0 : Math.round(virtualNs / 1e6 / wallMs);
  return {
    verdict: result.findings.length > 0 ? "fail" : "pass",
    figures: [
      ["runs", result.interrupted ? `${runs}, interrupted` : String(runs)],
      ["findings", String(result.findings.length)],
      ["failovers", grouped(failovers)],
      ["requests of clients", grouped(requests)],
      ["instructions", grouped(instructions)],
      ["virtual time", span(virtualNs)],
      ["wall time", span(wallMs * 1e6)],
      ["faster than real time", `${grouped(times)} times`],
      ["virtual time of the median run", duration(bite.medianNs)],
      [
        `bounded runs with a failover and faults of ${BITING_FAMILIES} families`,
        `${grouped(bite.bitten)} of ${grouped(bite.boundedRuns)}`,
      ],
    ],
    findings: rows,
    breakages,
    properties: properties.map(({ name, claim, kind }) => ({
      name,
      claim,
      kind,
      witnessed: result.witnessed.get(name) ?? 0,
      violated: result.violated.get(name) ?? null,
    })),
    coverage: result.coverage.matrix,
    growth: result.coverage.growth,
    slowest: result.slowest,
    mutants: [],
    sweep: null,
  };
}
