/** Where nothing can be written, what was found is told all the same. */
import { execFile } from "node:child_process";
import { mkdtemp, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";

const cli = fileURLToPath(new URL("../../cli.js", import.meta.url));
const failing = "check failover-kv --mutant outputs-not-held --seed 1 --regime bounded --set seconds=6".split(" ");

async function found(...more: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), "lockstep-"));
  const size = more.includes("--index") ? [] : ["--runs", "1"];
  const told = await new Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>(
    (resolve) =>
      execFile(process.execPath, [cli, ...failing, ...size, ...more], { cwd: folder }, (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
      ),
  );
  return { folder, ...told };
}

test("a folder for repros that cannot be made: the repro is printed", async (t) => {
  const { code, stdout, stderr } = await found("--out", "/dev/null/findings");
  t.is(code, 1);
  t.regex(stderr, /cannot write \/dev\/null\/findings\/.*ENOTDIR.*the repro follows\n\{\n {2}"lockstepRepro": 1/);
  t.regex(stdout, /violated +\S*output-rule/);
});

for (const [what, ...option] of [
  ["a full disk", "--junit", "/dev/full"],
  ["a folder for the report that cannot be made", "--report", "/dev/null/report"],
] as const)
  test(`${what}: one clear line, after the finding was told and its repro written`, async (t) => {
    const { code, stdout, stderr, folder } = await found(...option);
    t.is(code, 2);
    t.regex(stderr, /ENOSPC|ENOTDIR/);
    t.is(stderr.trimEnd().split("\n").length, 1);
    t.regex(stdout, /violated +\S*output-rule/);
    t.is((await readdir(join(folder, "lockstep-findings"))).length, 1);
  });

test("a corpus that cannot be kept costs the corpus alone, and a damaged one nothing where none is needed", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "lockstep-"));
  await writeFile(join(folder, "corpus.json"), "{");
  const kept = await found("--out", "/dev/null/findings");
  t.regex(kept.stderr, /the corpus is not kept: ENOTDIR/);
  const damaged = await found("--out", folder, "--index", "0");
  t.is(damaged.code, 1);
  t.regex(damaged.stdout, /violated +\S*output-rule/);
});
