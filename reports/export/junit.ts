/** JUnit XML, as CI tools read it: a suite per run or campaign, a case per property. */
import type { CampaignResult, Finding } from "../../properties/campaign.ts";
import type { RunResult } from "../../properties/result.ts";
import { count } from "../../properties/words.ts";

interface Case {
  readonly name: string;
  readonly failure: string | null;
  readonly skipped: string | null;
  readonly output: string | null;
}

/** Text and attributes; what XML 1.0 cannot say at all becomes a replacement character. */
function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD");
}

function element({ name, failure, skipped, output }: Case, suite: string): string {
  const inside = [
    ...(failure === null ? [] : [`<failure message="${escape(failure.split("\n")[0]!)}">${escape(failure)}</failure>`]),
    ...(skipped === null ? [] : [`<skipped message="${escape(skipped)}"/>`]),
    ...(output === null ? [] : [`<system-out>${escape(output)}</system-out>`]),
  ];
  return `    <testcase classname="${escape(suite)}" name="${escape(name)}">${inside.join("")}</testcase>`;
}

function suite(name: string, cases: readonly Case[], wallMs: number): string {
  const failures = cases.filter(({ failure }) => failure !== null).length;
  const skipped = cases.filter(({ skipped }) => skipped !== null).length;
  const counts = `tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}"`;
  const seconds = (wallMs / 1000).toFixed(3);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="lockstep" ${counts} time="${seconds}">`,
    `  <testsuite name="${escape(name)}" ${counts} time="${seconds}">`,
    ...cases.map((one) => element(one, name)),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function told({ property, expected, found }: RunResult["violations"][number], replay: string): string {
  return `${property}: expected ${expected}; found ${found}\nreplay: ${replay}`;
}

/** `replay`: the command that makes the run again. */
export function junitOfRun(result: RunResult, replay: string): string {
  const cases = result.properties.map(({ name, verdict, detail }): Case => {
    const violation = result.violations.find(({ property }) => property === name);
    return {
      name,
      failure: verdict === "violated" ? (violation ? told(violation, replay) : `${detail}\nreplay: ${replay}`) : null,
      skipped: verdict === "vacuous" ? detail : null,
      output: null,
    };
  });
  return suite(`${result.scenario} seed ${result.seed}`, cases, result.wallMs);
}

/** Every finding is a failed case; every property put to the test without a finding one that passed. */
export function junitOfCampaign(
  result: CampaignResult,
  propertyNames: readonly string[],
  paths: ReadonlyMap<Finding, string | null>,
  again: (finding: Finding) => string,
): string {
  const failed = result.findings.map((finding): Case => {
    const path = paths.get(finding) ?? null;
    const replay = path ? `lockstep repro ${path}` : again(finding);
    const violation = finding.result.violations.find(({ property }) => property === finding.property)!;
    return {
      name: `${finding.property} in ${finding.scenario}, run ${finding.index}`,
      failure: `${told(violation, replay)}\n${count(finding.runs.length, "run")} of this kind`,
      skipped: null,
      output: JSON.stringify(finding.repro.faults),
    };
  });
  const broken = new Set(result.findings.flatMap(({ properties }) => properties));
  const rest = propertyNames
    .filter((name) => !broken.has(name))
    .map((name): Case => {
      const runs = result.witnessed.get(name) ?? 0;
      return { name, failure: null, skipped: runs === 0 ? "no run put it to the test" : null, output: null };
    });
  const breakages = result.breakages.map(({ index, message }): Case => ({
    name: `run ${index}`,
    failure: `the harness broke: ${message}`,
    skipped: null,
    output: null,
  }));
  return suite(`campaign seed ${result.seed}`, [...failed, ...breakages, ...rest], result.wallMs);
}
