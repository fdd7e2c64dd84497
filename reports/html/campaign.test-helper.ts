/** A campaign with everything that its page shows. */
import { properties } from "../../properties/index.ts";
import type { Finding } from "../../properties/campaign.ts";
import { syntheticRun } from "../failover.test-helper.ts";
import { campaignData, findingRow, type CampaignData } from "./campaign-data.ts";

const phases = ["primary-protected", "primary-alone", "backup", "asking-live", "draining", "joining"];
const faults = ["crash", "pause", "partition", "link-loss", "clock-drift"];

export function syntheticCampaign(): CampaignData {
  const { result } = syntheticRun({ requests: 6, violated: true });
  const repro = { faults: [{ kind: "crash" }] } as never;
  const finding: Finding = {
    property: "output-rule",
    properties: ["output-rule", "single-history"],
    scenario: "failover-kv",
    seed: 41,
    index: 12,
    runs: [12, 40, 77],
    shrinkRuns: 9,
    repro,
    result: {
      ...result!,
      faults: [
        { at: 2_500_000_000, kind: "crash", target: "primary", guard: "whenProtected" },
        { at: 9_100_000_000, kind: "unknown", target: "storage" },
      ],
    },
  };
  const second: Finding = {
    ...finding,
    property: "single-history",
    properties: ["single-history"],
    index: 90,
    runs: [90],
  };
  const campaign = campaignData(
    {
      runs: 512,
      seed: 5,
      findings: [finding, second],
      breakages: [],
      violated: new Map([["output-rule", 12]]),
      witnessed: new Map(properties.map(({ name }, index) => [name, index % 7 === 3 ? 0 : 512 - 11 * index])),
      requests: 81_244,
      failovers: 633,
      instructions: 912_400_551,
      virtualNs: 14_336_000_000_000,
      wallMs: 184_000,
      interrupted: false,
      coverage: {
        marks: new Map(),
        listed: [],
        missing: ["cell pause in draining", "cell link-loss in asking-live"],
        matrix: {
          phases,
          rows: faults.map((fault, row) => ({
            fault,
            hits: phases.map((_, column) => {
              if (row === 4 && column === 5) return null;
              return (row === 1 && column === 4) || (row === 3 && column === 3) ? 0 : 3 ** (9 - row - column);
            }),
          })),
        },
        cells: { hit: 27, possible: 29 },
        growth: {
          runs: Array.from({ length: 65 }, (_, i) => i * 8),
          behaviours: Array.from({ length: 65 }, (_, i) => Math.floor(420 * (1 - Math.exp(-i / 12)))),
          residual: 0.004,
          assumption: "Runs are taken as independent draws.",
        },
        newsShare: 0.125,
      },
      bite: { medianNs: 26_000_000_000, boundedRuns: 6, bitten: 4 },
      slowest: [
        { index: 311, seed: 90311, scenario: "failover-kv", wallMs: 2310, virtualNs: 61_000_000_000 },
        { index: 17, seed: 90017, scenario: "failover-kv", wallMs: 1950, virtualNs: 58_000_000_000 },
      ],
    },
    properties,
    [
      findingRow(
        finding,
        "lockstep check --seed 5 --index 12",
        "lockstep-findings/output-rule.json",
        "output-rule-41.html",
      ),
      findingRow(second, "lockstep check --seed 5 --index 90", null, null),
    ],
  );
  return {
    ...campaign,
    title: "check · 512 runs",
    version: "0.1.0",
    command: "lockstep check --seed 5 --runs 512",
    settings: [
      ["seed", "5"],
      ["scenarios", "failover-kv"],
      ["regime", "all"],
    ],
    mutants: [
      {
        id: "gate-releases-early",
        row: "7",
        property: "output-rule",
        killed: true,
        killedBy: ["output-rule", "single-history"],
        runsToKill: 3,
        reproFaults: 1,
      },
      {
        id: "detector-never-suspects",
        row: "21",
        property: "failover-bounded",
        killed: false,
        killedBy: [],
        runsToKill: null,
        reproFaults: null,
      },
    ],
  };
}
