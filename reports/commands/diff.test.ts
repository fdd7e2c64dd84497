import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";

const cli = fileURLToPath(new URL("../../cli.js", import.meta.url));
const image = fileURLToPath(new URL("../../../scenarios/guests/images/kv.elf", import.meta.url));

function lockstep(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, ...args], { maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

const folder = await mkdtemp(join(tmpdir(), "lockstep-diff-"));
test.after.always(() => rm(folder, { recursive: true }));
const file = (name: string) => join(folder, name);

test("diff of traces names the first event and field that differ", async (t) => {
  const short = ["run", "--set", "seconds=6", "--set", "quiet=8"];
  for (const name of ["a.jsonl", "b.jsonl.br"])
    t.is((await lockstep(...short, "--trace", file(name), "--quiet")).code, 0);
  const same = await lockstep("diff", file("a.jsonl"), file("b.jsonl.br"));
  t.is(same.code, 0);
  t.regex(same.stdout, /^the same \d+ events\n$/);

  const lines = (await readFile(file("a.jsonl"), "utf8")).split("\n");
  const at = lines.findIndex((line) => line.includes('"seq":500,'));
  lines[at] = lines[at].replace(/"atNs":(\d+)/, '"atNs":1$1');
  await writeFile(file("c.jsonl"), lines.join("\n"));
  const { code, stdout } = await lockstep("diff", file("a.jsonl"), file("c.jsonl"));
  t.is(code, 1);
  t.regex(stdout, /^first difference: event 500\n {2}both .*\n {2}A .*\n {2}B .*\n {2}atNs: (\d+) in A, 1\1 in B\n$/);
  const told = JSON.parse((await lockstep("diff", file("a.jsonl"), file("c.jsonl"), "--json")).stdout);
  t.like(told, { kind: "traces", equal: false, difference: { seq: 500, before: { seq: 499 }, field: "atNs" } });

  await writeFile(file("d.jsonl"), `${lines.slice(0, at).join("\n")}\n`);
  const ended = await lockstep("diff", file("a.jsonl"), file("d.jsonl"));
  t.is(ended.code, 1);
  t.regex(ended.stdout, /first difference: event 500\n {2}both .*\n {2}A .*\n {2}B {5}\(has ended\)\n/);

  t.is((await lockstep(...short, "--seed", "2", "--trace", file("e.jsonl"), "--quiet")).code, 0);
  t.regex((await lockstep("diff", file("a.jsonl"), file("e.jsonl"))).stdout, /not the same run: seed, command differ/);
});

test("diff of snapshots names the first register that differs", async (t) => {
  for (const [name, units] of [
    ["a.snapshot", "30000"],
    ["b.snapshot", "30000"],
    ["c.snapshot", "30001"],
  ] as const)
    await lockstep(
      "boot",
      image,
      "--append",
      "ip=10.0.0.2 hz=20",
      "--ram",
      "2M",
      "--net",
      "--max-instructions",
      units,
      "--save",
      file(name),
      "--quiet",
    );
  t.is((await lockstep("diff", file("a.snapshot"), file("b.snapshot"))).code, 0);
  const { code, stdout } = await lockstep("diff", file("a.snapshot"), file("c.snapshot"));
  t.is(code, 1);
  t.regex(stdout, /^first difference: \S+.*\n {2}A .*\n {2}B .*\n$/);

  await writeFile(file("cut.snapshot"), (await readFile(file("a.snapshot"))).subarray(0, 500));
  for (const [b, message] of [
    [file("cut.snapshot"), /damaged snapshot/],
    [fileURLToPath(import.meta.url), /expected two snapshots or two traces/],
    ["/nonexistent", /no such file/],
  ] as const) {
    const wrong = await lockstep("diff", file("a.snapshot"), b);
    t.is(wrong.code, 2);
    t.regex(wrong.stderr, message);
    t.is(wrong.stderr.trimEnd().split("\n").length, 1);
  }
});

test("shrink leaves the faults that matter, once", async (t) => {
  const noise = { kind: "wall-jump", target: "A", at: 2_500_000_000, bySeconds: 5 };
  const repro = {
    lockstepRepro: 1,
    version: "0.1.0",
    scenario: "failover-kv",
    settings: { seconds: 6, quiet: 8 },
    seed: 1,
    regime: "bounded",
    mutant: "outputs-not-held",
    faults: [noise, { kind: "crash", target: "primary", at: 4_123_000_000 }],
    property: "output-rule",
    traceHash: "",
  };
  await writeFile(file("found.json"), JSON.stringify(repro));
  const { code, stdout, stderr } = await lockstep("shrink", file("found.json"), "--json");
  t.is(code, 0, stderr);
  const told = JSON.parse(stdout) as { readonly faults: { readonly after: number }; readonly repro: string };
  t.like(told, { property: "output-rule", reproduced: true, repro: file("found-shrunk.json") });
  t.true(told.faults.after < 2);
  t.is((await lockstep("repro", told.repro, "--quiet")).code, 1);
  t.regex((await lockstep("shrink", told.repro)).stdout, /as small as it gets/);

  await writeFile(file("held.json"), JSON.stringify({ ...repro, mutant: null }));
  const held = await lockstep("shrink", file("held.json"));
  t.is(held.code, 0);
  t.regex(held.stdout, /no longer fails: output-rule holds/);
  await writeFile(file("example.json"), JSON.stringify({ ...repro, property: null }));
  t.is((await lockstep("shrink", file("example.json"))).code, 2);
});
