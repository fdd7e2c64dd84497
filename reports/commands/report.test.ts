import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import { needAssets } from "../html/browser.test-helper.ts";

const cli = fileURLToPath(new URL("../../cli.js", import.meta.url));

function lockstep(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, ...args], { maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

const folder = await mkdtemp(join(tmpdir(), "lockstep-"));
const trace = join(folder, "run.jsonl.br");
const made = await lockstep("run", "--seed", "3", "--trace", trace, "--json");
const { traceHash } = JSON.parse(made.stdout) as { readonly traceHash: string };
await needAssets();

test("report makes a page beside the trace and says so on stderr", async (t) => {
  const { code, stdout, stderr } = await lockstep("report", trace);
  t.is(code, 0);
  t.is(stdout, "");
  t.is(stderr, `wrote ${join(folder, "run.html")}\n`);
  t.regex(await readFile(join(folder, "run.html"), "utf8"), /<title>failover-kv · seed 3 · /);
});

for (const [form, looks] of [
  ["--perfetto", /^\{"displayTimeUnit":"ns"/],
  ["--junit", /^<\?xml/],
  ["--jsonl", /^\{"lockstepTrace":1.*\n\{"seq":0.*"causes":\[\]/],
  ["--text", /^# failover-kv, seed 3/],
] as const) {
  test(`report ${form} writes to standard output, or to the file that it names`, async (t) => {
    const { code, stdout } = await lockstep("report", trace, form);
    t.is(code, 0);
    t.regex(stdout, looks);
    const file = join(folder, "deep", `er${form}`);
    const again = await lockstep("report", trace, form, file, "--quiet");
    t.is(again.stdout + again.stderr, "");
    t.is(await readFile(file, "utf8"), stdout);
  });
}

test("report --pcap writes a capture of every link", async (t) => {
  const { code } = await lockstep("report", trace, "--pcap", join(folder, "links"));
  t.is(code, 0);
  const links = await readdir(join(folder, "links"));
  t.true(links.includes("A-B.log.pcap") && links.includes("client-1-switch.pcap"), links.join());
});

test("what is no trace is refused in one line", async (t) => {
  for (const [args, message] of [
    [[fileURLToPath(import.meta.url)], /line 1 is not JSON/],
    [["/nonexistent"], /ENOENT.*expected a trace/],
    [[trace, "--html", "/dev/null/x"], /expected a place that can be written/],
    [[], /report needs <trace>/],
  ] as const) {
    const { code, stderr } = await lockstep("report", ...args);
    t.is(code, 2);
    t.regex(stderr, message);
    t.is(stderr.trimEnd().split("\n").length, 1);
  }
});

test("run --report writes a page and changes no hash; a finding's repro does too", async (t) => {
  const out = join(folder, "run");
  const { stdout } = await lockstep("run", "--seed", "3", "--report", out, "--json");
  t.is((JSON.parse(stdout) as { traceHash: string }).traceHash, traceHash);
  t.true(existsSync(join(out, "index.html")));
});

test("check --report and --junit: a page of the campaign and one of each finding", async (t) => {
  const out = join(folder, "check");
  const mutant = ["check", "failover-kv", "--mutant", "outputs-not-held", "--runs", "2", "--seed", "1"];
  const files = ["--out", join(folder, "found"), "--report", out, "--junit", join(folder, "junit.xml")];
  const { code } = await lockstep(...mutant, ...files, "--json");
  t.is(code, 1);
  t.regex(await readFile(join(out, "index.html"), "utf8"), /<title>check · 2 runs · fail<\/title>/);
  t.regex(await readFile(join(out, "finding-1.html"), "utf8"), /<title>failover-kv · seed \d+ · fail<\/title>/);
  t.regex(await readFile(join(folder, "junit.xml"), "utf8"), /<failure message="output-rule: expected/);
  const repro = (await readdir(join(folder, "found"))).find((name) => name.startsWith("output-rule"));
  const again = await lockstep("repro", join(folder, "found", repro!), "--report", join(folder, "repro"));
  t.is(again.code, 1);
  t.regex(again.stdout, /report {6}.*index\.html/);
  t.true(existsSync(join(folder, "repro", "index.html")));
});

test("sweep --report: a page of where the faults struck and one of each finding", async (t) => {
  const out = join(folder, "sweep");
  const short = ["--seed", "1", "--set", "seconds=6", "--set", "quiet=8", "--budget", "5"];
  const mutant = ["--mutant", "outputs-not-held", "--out", join(folder, "swept"), "--report", out];
  const { code, stdout } = await lockstep("sweep", "failover-kv", ...short, ...mutant);
  t.is(code, 1);
  t.regex(stdout, /report {6}.*index\.html/);
  t.regex(await readFile(join(out, "index.html"), "utf8"), /<title>sweep · failover-kv · 5 points · fail<\/title>/);
  t.regex(await readFile(join(out, "finding-1.html"), "utf8"), /<title>failover-kv · seed 1 · fail<\/title>/);
});
