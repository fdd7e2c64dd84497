/**
 * The share of campaigns, sweeps and mutants that every test run makes, by fixed seeds: here some that chance finds, in
 * properties/mutants/rows.test.ts each one's own situation.
 */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";

const cli = fileURLToPath(new URL("../../cli.js", import.meta.url));
const folder = await mkdtemp(join(tmpdir(), "lockstep-share-"));
test.after.always(() => rm(folder, { recursive: true }));

async function told<Told>(line: string): Promise<{ readonly code: number; readonly told: Told }> {
  const args = [...line.split(" "), "--json", "--jobs", "2"];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [cli, ...args], { cwd: folder, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      if (stdout === "") reject(new Error(`${line}: ${stderr}`));
      else resolve({ code: error ? Number(error.code) : 0, told: JSON.parse(stdout) as Told });
    });
  });
}

interface Found {
  readonly property: string;
  readonly where: string;
  readonly points: number;
}

/** Of different parts of the stack. */
const HANDFUL = ["interrupt-one-unit-late", "released-when-sent", "heartbeats-only", "never-re-armed", "backup-speaks"];

test.serial("a campaign of all scenarios and regimes is silent", async (t) => {
  const { code, told: campaign } = await told<{
    readonly runs: number;
    readonly findings: readonly unknown[];
    readonly breakages: readonly unknown[];
    readonly coverage: { readonly cells: { readonly hit: number } };
  }>("check --runs 40 --seed 2");
  t.deepEqual(campaign.findings, []);
  t.deepEqual(campaign.breakages, []);
  t.is(code, 0);
  t.is(campaign.runs, 40);
  t.true(campaign.coverage.cells.hit > 100);
});

test.serial("a sweep finds nothing, whatever strikes at whatever step", async (t) => {
  const { code, told: sweep } = await told<{
    readonly findings: readonly Found[];
    readonly tries: number;
    readonly steps: object;
  }>("sweep failover-kv --budget 60");
  t.deepEqual(sweep.findings, []);
  t.is(code, 0);
  t.is(sweep.tries, 60);
  t.true(["asked", "answered", "record", "live", "vmotion"].every((step) => step in sweep.steps));
});

test.serial("a sweep finds the Output Rule broken at its exact step", async (t) => {
  const { told: sweep } = await told<{ readonly findings: readonly Found[] }>(
    "sweep failover-kv --fault crash-primary --mutant released-when-sent --budget 12",
  );
  const lost = sweep.findings.find(({ property }) => property === "output-rule");
  t.regex(lost?.where ?? "", /(before|after) "|at \d+ ns/);
});

test.serial("a sweep finds fencing gone at the steps that it takes, and at no other", async (t) => {
  const { told: sweep } = await told<{ readonly findings: readonly Found[]; readonly tries: number }>(
    "sweep delayed-write --fault delayed-write --mutant no-fencing --budget 8",
  );
  const landed = sweep.findings.find(({ property }) => property === "disk-consistent");
  t.regex(landed?.where ?? "", /^at \d+ ns/);
  t.true(landed!.points < sweep.tries);
});

test.serial("mutants are killed by the property that each names, and the clean build is silent", async (t) => {
  const { code, told: kills } = await told<{
    readonly mutants: readonly {
      readonly id: string;
      readonly property: string;
      readonly killedBy: readonly string[];
    }[];
    readonly clean: { readonly runs: number; readonly findings: readonly unknown[] };
  }>(`mutants ${HANDFUL.join(" ")} --runs 8 --seed 1`);
  t.deepEqual(kills.clean.findings, []);
  t.deepEqual(
    kills.mutants.map(({ id }) => id),
    HANDFUL,
  );
  for (const { id, property, killedBy } of kills.mutants) t.true(killedBy.includes(property), id);
  t.is(code, 0);
  t.true(kills.clean.runs > 0);
});
