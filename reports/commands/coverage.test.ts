import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import type { Coverage } from "../coverage/coverage.ts";

const cli = fileURLToPath(new URL("../../cli.js", import.meta.url));

function lockstep(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, ...args], { maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

test("coverage tells of the code, the behaviour and the guest, also of what workers ran", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "lockstep-coverage-"));
  t.teardown(() => rm(folder, { recursive: true }));
  const lcov = join(folder, "lcov.info");
  const args = ["coverage", "failover-kv", "--runs", "2", "--seed", "1", "--jobs", "2", "--json"];
  const { code, stdout, stderr } = await lockstep(...args, "--lcov", lcov, "--report", join(folder, "report"));
  t.is(code, 0, stderr);
  const { code: counted, behaviour, guests, runs, findings } = JSON.parse(stdout) as Coverage;
  t.is(runs, 2);
  t.deepEqual(findings, []);
  const file = (name: string) => counted.files.find((one) => one.file === name)!;
  // A primary dies in each run: what goes live was run, what boots Linux was not.
  t.true(file("core/ft/go-live.ts").lines.covered > 0.8 * file("core/ft/go-live.ts").lines.total);
  t.true(counted.files.every((one) => one.file.startsWith("core/")));
  t.true(counted.total.lines.covered < counted.total.lines.total);
  t.like(
    behaviour.find(({ name }) => name === "draining>primary-alone"),
    { group: "transition", runs: 2 },
  );
  t.like(
    behaviour.find(({ name }) => name === "output-rule"),
    { group: "property", runs: 2 },
  );
  t.is(behaviour.find(({ name }) => name === "starting>primary-alone")?.runs, 0);
  t.is(guests.length, 1);
  t.true(guests[0].functions.find(({ name }) => name === "store_find")!.instructions.covered > 0);
  const source = guests[0].files.find(({ file }) => file === "kv/store.c")!;
  t.true(source.lines.some(({ instructions }) => instructions.covered > 0));
  t.true(guests[0].lines.covered > guests[0].lines.total / 2 && guests[0].lines.covered < guests[0].lines.total);

  t.regex(
    await readFile(lcov, "utf8"),
    /TN:guest kv\nSF:.*scenarios\/guests\/kv\/store\.c\n(?:DA:\d+,[01]\n)+LF:\d+\n/,
  );
  t.regex(await readFile(lcov, "utf8"), /SF:.*core\/ft\/go-live\.ts\n/);
  const page = await readFile(join(folder, "report", "index.html"), "utf8");
  t.regex(page, /<title>coverage · 2 runs · seed 1<\/title>/);
  t.regex(page, /<i class="(?:ran|part)" title="\d+ of \d+ basic blocks">/);
  t.true(page.includes("core/ft/go-live.ts") && !page.includes("<script"));
  t.regex(await readFile(join(folder, "report", "core", "index.html"), "utf8"), /<html/);
});

test("coverage refuses what it cannot do before it begins", async (t) => {
  for (const [args, message] of [
    [["coverage", "nowhere"], /unknown scenario "nowhere"/],
    [["coverage", "--lcov", "/dev/null/x"], /expected a place that can be written/],
  ] as const) {
    const { code, stderr } = await lockstep(...args);
    t.is(code, 2);
    t.regex(stderr, message);
  }
});
