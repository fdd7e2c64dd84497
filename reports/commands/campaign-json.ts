/** A campaign as `check --json` prints it (DESIGN 9). */
import type { CampaignResult, Finding } from "../../properties/campaign.ts";

export function campaignJson(result: CampaignResult, paths: ReadonlyMap<Finding, string | null>): unknown {
  const { findings, runs, seed, requests, failovers, instructions, virtualNs, wallMs, breakages, interrupted } = result;
  const { marks, missing, matrix, cells, growth, newsShare } = result.coverage;
  const never = (group: string) =>
    missing.filter((mark) => mark.startsWith(`${group} `)).map((mark) => mark.slice(group.length + 1));
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
    coverage: {
      properties: Object.fromEntries(result.witnessed),
      unseen: never("property"),
      missing: { faults: never("fault"), phases: never("phase"), goLive: never("go-live"), cells: never("cell") },
      cells,
      matrix,
      behaviours: marks.size,
      growth,
      newsShare,
      bite: result.bite,
    },
    breakages,
    interrupted,
  };
}
