import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync } from "node:zlib";
import test from "ava";
import { commands } from "./table.ts";
import { options } from "./options.ts";

const cli = fileURLToPath(new URL("../../cli.js", import.meta.url));

function lockstep(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, ...args], { maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

/** Wrong use: exit code 2 and one line on stderr, nothing on stdout. */
const mistakes: readonly (readonly [string, RegExp])[] = [
  ["rnu", /unknown command "rnu": did you mean run\?/],
  ["--seed 3", /--seed without a command/],
  ["run nowhere", /unknown scenario "nowhere": expected one of failover-kv/],
  ["run failover-vk", /unknown scenario "failover-vk": did you mean failover-kv\?/],
  ["run --sed 3", /unknown option "--sed": did you mean --seed\?/],
  ["run --seed seven", /--seed: expected an integer from 0 to 9007199254740991, got "seven"/],
  ["run --seed -1", /--seed: expected an integer/],
  ["run --seed 1e3", /--seed: expected an integer/],
  ["run --seed 9007199254740993", /--seed: expected an integer/],
  ["run --seed", /--seed needs a value/],
  ["run --seed 1 --seed 2", /--seed is given 2 times/],
  ["run a b", /unexpected "b"/],
  ["run --set clients", /--set: expected name=integer, got "clients"/],
  ["run --set clint=3", /unknown setting of failover-kv "clint": did you mean clients\?/],
  ["run --set clients=1000", /setting clients: expected 1 to 16, got 1000/],
  ["run --mutant nobody", /unknown mutant "nobody"/],
  ["run --mutant ./nobody.js", /nobody.js/],
  ["run --faults /nonexistent", /--faults \/nonexistent: no such file/],
  ["run --trace /nonexistent/trace", /--trace \/nonexistent\/trace: .*expected a file that can be written/],
  ["run ./no-such-scenario.js", /no-such-scenario.js/],
  ["check --runs 3 --time 4s", /--runs and --time contradict each other/],
  ["check --runs 0", /--runs: expected an integer from 1/],
  ["check --time soon", /--time: expected a time such as 60s/],
  ["check --index 3", /--index needs the campaign's seed/],
  ["check --regime wild", /--regime: expected bounded, unbounded, corrupting, got "wild"/],
  ["repro", /repro needs <file>/],
  ["repro /nonexistent", /\/nonexistent: no such file; expected a repro file/],
  ["list propertys", /unknown list "propertys": did you mean properties\?/],
];

for (const [args, message] of mistakes)
  test(`wrong use: lockstep ${args}`, async (t) => {
    const { code, stdout, stderr } = await lockstep(...args.split(" "));
    t.is(code, 2);
    t.is(stdout, "");
    t.regex(stderr, message);
    t.is(stderr.trimEnd().split("\n").length, 1);
  });

test("broken and foreign repros are refused in one line", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "lockstep-"));
  const repro = {
    lockstepRepro: 1,
    version: "0.1.0",
    scenario: "failover-kv",
    settings: {},
    seed: 1,
    regime: "bounded",
    mutant: null,
  };
  const whole = { ...repro, faults: [], property: null, traceHash: "" };
  const files: readonly (readonly [unknown, RegExp])[] = [
    ["{", /not JSON/],
    [{ name: "x" }, /not a repro/],
    [{ ...whole, lockstepRepro: 99 }, /repro format 99; this version reads format 1/],
    [{ ...whole, seed: "1" }, /seed: /],
    [{ ...whole, surprise: 1 }, /surprise/],
    [{ ...whole, scenario: "failover-kw" }, /unknown scenario "failover-kw": did you mean failover-kv\?/],
    [{ ...whole, settings: { clients: 99 } }, /setting clients: expected 1 to 16/],
    [{ ...whole, faults: [{ kind: "meteor", at: 0, target: "A" }] }, /meteor/],
    [{ ...whole, faults: [{ kind: "crash", at: -1, target: "A" }] }, /fault 1 \(crash\)/],
    [{ ...whole, mutant: "nobody" }, /unknown mutant "nobody"/],
  ];
  for (const [content, message] of files) {
    const path = join(folder, "repro.json");
    await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
    const { code, stderr } = await lockstep("repro", path);
    t.is(code, 2, JSON.stringify(content));
    t.regex(stderr, message);
    t.is(stderr.trimEnd().split("\n").length, 1);
  }
});

test("lockstep alone explains itself, and help names every command and option", async (t) => {
  const { code, stdout } = await lockstep();
  t.is(code, 0);
  for (const { name } of commands) t.true(stdout.includes(`lockstep ${name}`));
  for (const row of commands) {
    const help = await lockstep(row.name, "--help");
    t.is(help.code, 0);
    for (const option of row.options) t.true(help.stdout.includes(`--${option}`), `${row.name} --${option}`);
    t.true(help.stdout.includes("Examples:"));
  }
});

test("every command has one row", (t) => {
  t.is(new Set(commands.map(({ name }) => name)).size, commands.length);
});

test("every option belongs to a command", (t) => {
  const used = new Set<string>(commands.flatMap((row) => row.options));
  t.deepEqual(
    Object.keys(options).filter((name) => name !== "quiet" && !used.has(name)),
    [],
  );
});

test("lists are arrays of objects with a name", async (t) => {
  for (const what of ["scenarios", "properties", "faults", "mutants", "guests", "settings"]) {
    const { code, stdout } = await lockstep("list", what, "--json");
    t.is(code, 0);
    const rows = JSON.parse(stdout) as readonly { readonly name: unknown }[];
    t.true(
      rows.every(({ name }) => typeof name === "string"),
      what,
    );
  }
});

test("--version is the package's", async (t) => {
  const { version } = JSON.parse(await readFile(new URL("../../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  t.is((await lockstep("--version")).stdout.trim(), version);
});

test("the trace hash is the same with a trace and without, and again", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "lockstep-"));
  const run = ["run", "--seed", "7", "--json", "--set", "seconds=6", "--set", "quiet=8"];
  const runs = await Promise.all([
    lockstep(...run),
    lockstep(...run, "--trace", join(folder, "trace.jsonl")),
    lockstep(...run, "--trace", join(folder, "trace.jsonl.br"), "--twice"),
  ]);
  const results = runs.map(({ code, stdout }) => ({
    code,
    ...(JSON.parse(stdout) as { traceHash: string; events: number }),
  }));
  t.deepEqual(
    results.map(({ code }) => code),
    [0, 0, 0],
  );
  t.is(new Set(results.map(({ traceHash }) => traceHash)).size, 1);
  const plain = await readFile(join(folder, "trace.jsonl"), "utf8");
  // The wall time in the last line differs from run to run.
  const events = (text: string) => text.trimEnd().split("\n").slice(1, -1).join("\n");
  t.is(events(brotliDecompressSync(await readFile(join(folder, "trace.jsonl.br"))).toString()), events(plain));
});

test("a run that violates a property exits 1 and says how to replay it", async (t) => {
  const { code, stdout } = await lockstep(
    "run",
    "--mutant",
    "outputs-not-held",
    "--faults",
    "none",
    "--set",
    "seconds=6",
  );
  t.is(code, 1);
  t.regex(stdout, /violated {4}output-rule, at/);
  t.regex(
    stdout,
    /replay {6}lockstep run failover-kv --seed 1 --set seconds=6 --faults none --mutant outputs-not-held/,
  );
  t.true(stdout.trimEnd().split("\n").length <= 25);
});

/** What every failing run says (DESIGN 9), in this order. */
const told = [
  /^violated {4}[\w-]+, at [\d.]+ s\n {2}expected {2}.+\n {2}found {5}./m,
  /^last events\n(?: .+\n)*> +[\d.]+ s {2}.+\n/m,
  /^replay {6}lockstep (?:run|repro) \S+/m,
];

test("a failing run, its finding and its repro say what failed, why, and how to see it again, in 25 lines", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "lockstep-"));
  const short = ["--set", "seconds=6", "--set", "quiet=8"];
  const held = ["check", "failover-kv", "--mutant", "outputs-not-held", "--seed", "1", "--runs", "1", ...short];
  const check = await lockstep(...held, "--out", folder, "--quiet");
  const [finding] = check.stdout.split("\n\n");
  const file = (await readdir(folder)).find((name) => name.startsWith("output-rule"));
  const drained = ["run", "--mutant", "live-before-drained", "--seed", "5", ...short];
  const run = await lockstep(...drained, "--report", join(folder, "report"));
  const repro = await lockstep("repro", join(folder, file!), "--report", join(folder, "again"));
  t.deepEqual([check.code, run.code, repro.code], [1, 1, 1]);
  for (const text of [finding!, run.stdout, repro.stdout]) {
    for (const fact of told) t.regex(text, fact);
    t.regex(text, /^faults {6}(?:none$|\d.*\n +[\d.]+ s {2})/m);
    const lines = text.trimEnd().split("\n").length;
    t.true(lines <= 25, `${lines} lines`);
  }
  t.regex(run.stdout, /^faults {6}\d+ of \d+ needed$/m);
});

test("a sweep finds a mutant at its exact steps", async (t) => {
  const out = await mkdtemp(join(tmpdir(), "lockstep-"));
  const sweep = [
    "sweep",
    "failover-kv",
    "--set",
    "seconds=6",
    "--set",
    "quiet=8",
    "--budget",
    "60",
    "--json",
    "--out",
    out,
  ];
  const { code, stdout } = await lockstep(...sweep, "--fault", "crash-primary", "--mutant", "forgets-replayed-outputs");
  const { tries, findings } = JSON.parse(stdout) as { tries: number; findings: { property: string; points: number }[] };
  t.is(code, 1);
  t.is(tries, 60);
  t.true(findings.some(({ property, points }) => property === "no-lost-output" && points < tries));
});
