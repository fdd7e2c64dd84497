/**
 * Pinned transcripts: what a seed makes of a scenario, so that a change of it is seen, and meant. When it is:
 * `PIN=1 npx ava dist/scenarios/pinned.test.js`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import test from "ava";
import { runScenario } from "../properties/run-scenario.ts";

const path = fileURLToPath(new URL("../../scenarios/pinned.txt", import.meta.url));

const runs = [
  ["failover-kv", 1],
  ["failover-kv", 2],
  ["split-brain", 3],
  ["slow-backup", 4],
  ["lossy-network", 5],
  ["storage-outage", 6],
  ["clock-chaos", 7],
  ["one-path-cut", 8],
  ["delayed-write", 9],
  ["non-shared-disks", 10],
  ["checkpoint-strategy", 11],
  ["cold-start", 12],
] as const;

/** The run's hash, and those of its events that make a story: faults, hosts, the arbiter's record, changes of phase. */
async function transcript(scenario: string, seed: number): Promise<string> {
  const lines: string[] = [];
  const { traceHash } = await runScenario(scenario, {
    seed,
    observe(event) {
      const at = `  ${(event.atNs / 1e9).toFixed(6)} s  `;
      if (event.kind === "fault") lines.push(`${at}fault ${(event.fault as { kind: string }).kind} ${event.phase}`);
      else if (event.kind === "host") lines.push(`${at}host ${event.host} ${event.state}`);
      else if (event.kind === "record") lines.push(`${at}record ${event.record.owner} ${event.record.backup}`);
      else if (event.kind === "replica" && event.observation.what === "phase")
        lines.push(`${at}${event.observation.replica} ${event.observation.to}`);
    },
  });
  return [`${scenario}, seed ${seed}: ${traceHash}`, ...lines, ""].join("\n");
}

test("law 1: a dozen seeds make what they always made", async (t) => {
  const transcripts: string[] = [];
  for (const [scenario, seed] of runs) transcripts.push(await transcript(scenario, seed));
  const text = transcripts.join("\n");
  if (process.env["PIN"]) writeFileSync(path, text);
  t.deepEqual(text.split("\n"), readFileSync(path, "utf8").split("\n"));
});
