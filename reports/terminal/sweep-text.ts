/** A sweep as text: each finding, then how often each outcome came about. */
import type { SweepFinding, SweepResult } from "../../properties/sweep.ts";
import { count, moment } from "../../properties/words.ts";
import { violationText } from "./run-text.ts";
import { faint } from "./style.ts";

function findingText(
  { property, injection, at, schedule, points, result }: SweepFinding,
  path: string | null,
  lastEvents: readonly string[],
): string {
  const violation = result.violations.find((one) => one.property === property)!;
  return [
    ...violationText(violation),
    `fault       ${injection}, at ${count(points, "point")}, first ${at} (${moment(schedule.at(-1)!.at)})`,
    "last events",
    ...lastEvents,
    ...(path === null ? [] : [faint(`replay      lockstep repro ${path}`)]),
    "",
  ].join("\n");
}

export function sweepText(
  { findings, outcomes, tries, points }: SweepResult,
  paths: ReadonlyMap<SweepFinding, string | null>,
  lastEvents: (finding: SweepFinding) => readonly string[],
  what: string,
): string {
  return [
    ...findings.map((finding) => findingText(finding, paths.get(finding) ?? null, lastEvents(finding))),
    ...[...outcomes]
      .toSorted(([, a], [, b]) => b - a)
      .map(([outcome, times]) => `${String(times).padStart(8)}  ${outcome}`),
    `${count(findings.length, "finding")} at ${tries} of ${points} points of ${what}`,
  ].join("\n");
}
