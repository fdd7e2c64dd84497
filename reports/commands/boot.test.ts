import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import { packSnapshot, unpackSnapshot } from "../../scenarios/snapshot-file.ts";

const cli = fileURLToPath(new URL("../../cli.js", import.meta.url));
const image = fileURLToPath(new URL("../../../scenarios/guests/images/kv.elf", import.meta.url));
const KV = [image, "--append", "ip=10.0.0.2 hz=20", "--ram", "2M", "--net"];

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function boot(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, "boot", ...args], (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

async function report(...args: readonly string[]): Promise<Record<string, unknown>> {
  const { wallMs, ...rest } = JSON.parse((await boot(...args, "--json")).stdout);
  if (typeof wallMs !== "number") throw new Error(`wallMs is ${wallMs}`);
  return rest;
}

test("the console goes to stdout, the ending to stderr", async (t) => {
  const { code, stdout, stderr } = await boot(...KV, "--until", "ready");
  t.is(code, 0);
  t.is(stdout, "kv: ready");
  t.regex(stderr, /ended by until\n\d+ instructions .*\ndigest [0-9a-f]{16} at position \d+/);
});

test("--json has what the contract names, the same every time", async (t) => {
  const args = [...KV, "--max-instructions", "50000"];
  const [one, other] = await Promise.all([report(...args), report(...args)]);
  t.deepEqual(one, other);
  t.like(one, { reason: "limit", position: 50_000, serial: "kv: ready 10.0.0.2\n" });
  for (const name of ["instructions", "virtualNs", "digest"]) t.true(name in one);
});

test("exit 1 where the text never comes", async (t) => {
  const { code, stderr } = await boot(...KV, "--until", "never", "--max-instructions", "10000");
  t.is(code, 1);
  t.regex(stderr, /the console never printed "never"/);
});

test("goes on from a saved snapshot; refuses a damaged one", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "lockstep-boot-"));
  t.teardown(() => rm(folder, { recursive: true }));
  const saved = join(folder, "kv.snapshot");
  const serial = join(folder, "serial");
  t.is((await boot(...KV, "--max-instructions", "30000", "--save", saved, "--serial", serial)).code, 0);
  t.is(await readFile(serial, "latin1"), "kv: ready 10.0.0.2\n");
  const whole = await report(...KV, "--max-instructions", "50000");
  const rest = await report(saved, "--max-instructions", "20000");
  t.is(rest["digest"], whole["digest"]);
  t.is(rest["virtualNs"], whole["virtualNs"]);
  for (const [args, message] of [
    [["--ram", "4M"], /--ram: a snapshot brings its own machine/],
    [["--disk", image], /the snapshot's machine has no disk/],
  ] as const) {
    const refused = await boot(saved, ...args);
    t.is(refused.code, 2);
    t.regex(refused.stderr, message);
  }
  const inside = unpackSnapshot(await readFile(saved));
  await writeFile(saved, packSnapshot(inside.fill(0, 0, 1)));
  const spoilt = await boot(saved);
  t.is(spoilt.code, 2);
  t.regex(spoilt.stderr, /damaged snapshot/);
  await truncate(saved, 1000);
  const { code, stderr } = await boot(saved);
  t.is(code, 2);
  t.regex(stderr, /damaged snapshot/);
});

test("refuses what it cannot load, in one line", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "lockstep-boot-"));
  t.teardown(() => rm(folder, { recursive: true }));
  const empty = join(folder, "empty");
  await writeFile(empty, "");
  for (const [args, message] of [
    [[empty], /the image is empty/],
    [["/nonexistent"], /\/nonexistent: no such file/],
    [[image, "--ram", "4K"], /do not fit into the machine's RAM/],
    [[image, "--ram", "5"], /--ram: expected a size such as 64M/],
    [[image, "--disk", "/nonexistent"], /--disk \/nonexistent: no such file/],
  ] as const) {
    const { code, stderr } = await boot(...args);
    t.is(code, 2);
    t.regex(stderr, message);
    t.is(stderr.trimEnd().split("\n").length, 1);
  }
});
