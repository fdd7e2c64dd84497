/** What `--json` prints, command by command: programs depend on it, so a field that is new or gone must be put here. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import { z } from "zod";
import { commands } from "./table.ts";

const cli = fileURLToPath(new URL("../../cli.js", import.meta.url));
const image = fileURLToPath(new URL("../../../scenarios/guests/images/kv.elf", import.meta.url));
const folder = await mkdtemp(join(tmpdir(), "lockstep-json-"));
test.after.always(() => rm(folder, { recursive: true }));
const file = (name: string) => join(folder, name);

const count = z.int().min(0);
const ns = z.int().min(0);
const hash = z.string().regex(/^[0-9a-f]{16}$/);
const schemaVersion = z.literal(1);
const fault = z.looseObject({ kind: z.string(), at: ns, target: z.string() });
const share = z.strictObject({ covered: count, total: count });
const counted = { lines: share, branches: share, functions: share };

/** Of one VM, or of all of a world together. */
const figures = {
  generations: count,
  instructions: count,
  failovers: z.array(
    z.strictObject({
      vm: z.string().optional(),
      atNs: ns,
      detectNs: ns,
      arbiterNs: ns,
      drainNs: ns,
      totalNs: ns,
    }),
  ),
  outputs: z.strictObject({ produced: count, released: count, duplicate: count, lost: count }),
  log: z.strictObject({ entries: count, bytes: count, bytesPerKiloInstruction: z.number() }),
  lag: z.strictObject({ p50Ns: ns, p99Ns: ns, maxNs: ns }),
  clients: z.strictObject({ requests: count, replies: count, retries: count, longestWaitNs: ns }),
  outcome: z.enum(["survived", "lost", "powered-off", "guest-died", "stuck", "crashed"]),
  properties: z.array(
    z.strictObject({
      name: z.string(),
      kind: z.enum(["safety", "liveness"]),
      verdict: z.enum(["held", "violated", "vacuous"]),
      detail: z.string(),
    }),
  ),
};

const run = z.strictObject({
  schemaVersion,
  version: z.string(),
  scenario: z.string(),
  settings: z.record(z.string(), z.int()),
  seed: count,
  mutant: z.string().nullable(),
  verdict: z.enum(["pass", "fail"]),
  traceHash: hash,
  virtualNs: ns,
  events: count,
  wallMs: count,
  ...figures,
  /** In a world of several. */
  vms: z.array(z.strictObject({ name: z.string(), ...figures })).optional(),
  violations: z.array(
    z.strictObject({
      property: z.string(),
      vm: z.string().optional(),
      seq: z.int(),
      atNs: ns,
      expected: z.string(),
      found: z.string(),
    }),
  ),
  faults: z.array(fault),
  /** Of a failing run: what its first violation takes. */
  shrunkFaults: z.array(fault).optional(),
  repro: z.string().nullable(),
});

const check = z.strictObject({
  schemaVersion,
  runs: count,
  seed: count,
  findings: z
    .array(
      z.strictObject({
        property: z.string(),
        properties: z.array(z.string()).min(1),
        scenario: z.string(),
        seed: count,
        path: z.string().regex(/^\d+:\d+$/),
        runs: z.array(count).min(1),
        faults: z.array(fault),
        repro: z.string().nullable(),
      }),
    )
    .min(1),
  requests: count,
  failovers: count,
  instructions: count,
  virtualNs: ns,
  wallMs: count,
  accelerationX: count,
  coverage: z.looseObject({ properties: z.record(z.string(), count), unseen: z.array(z.string()) }),
  breakages: z.array(z.strictObject({ index: count, seed: count, message: z.string() })),
  interrupted: z.boolean(),
});

const sweep = z.strictObject({
  schemaVersion,
  scenario: z.string(),
  seed: count,
  points: count,
  tries: count,
  steps: z.record(z.string(), count),
  outcomes: z.record(z.string(), count),
  findings: z
    .array(
      z.strictObject({
        property: z.string(),
        fault: z.string(),
        where: z.string(),
        points: count,
        firstAtNs: ns,
        faults: z.array(fault),
        repro: z.string().nullable(),
      }),
    )
    .min(1),
  breakages: z.array(z.string()),
});

const mutants = z.strictObject({
  schemaVersion,
  seed: count,
  mutants: z
    .array(
      z.strictObject({
        id: z.string(),
        row: z.string(),
        property: z.string(),
        killed: z.boolean(),
        killedBy: z.array(z.string()),
        runsToKill: count.nullable(),
        reproFaults: count.nullable(),
      }),
    )
    .length(1),
  clean: z.strictObject({ runs: count, findings: z.array(z.unknown()) }),
});

const coverage = z.strictObject({
  schemaVersion,
  version: z.string(),
  scenarios: z.array(z.string()),
  seed: count,
  runs: count,
  findings: z.array(z.strictObject({ property: z.string(), scenario: z.string(), index: count })),
  code: z.strictObject({
    total: z.strictObject(counted),
    files: z.array(z.strictObject({ file: z.string(), ...counted })).min(1),
  }),
  behaviour: z
    .array(
      z.strictObject({
        group: z.enum(["property", "fault", "phase", "transition", "go-live"]),
        name: z.string(),
        runs: count,
      }),
    )
    .min(1),
  guests: z
    .array(
      z.strictObject({
        guest: z.string(),
        blocks: share,
        instructions: share,
        functions: z.array(z.strictObject({ name: z.string(), blocks: share, instructions: share })),
        lines: share,
        files: z
          .array(
            z.strictObject({
              file: z.string(),
              lines: z.array(z.strictObject({ line: count, blocks: share, instructions: share })),
            }),
          )
          .min(1),
      }),
    )
    .length(1),
  wallMs: count,
  interrupted: z.boolean(),
});

const boot = z.strictObject({
  instructions: count,
  position: count,
  virtualNs: ns,
  wallMs: count,
  reason: z.enum(["until", "debug-exit", "shutdown", "halted", "limit"]),
  exitCode: count.nullable(),
  digest: hash,
  serial: z.string(),
});

const number = z.number();

const bench = z.strictObject({
  schemaVersion,
  version: z.string(),
  date: z.iso.date(),
  quick: z.literal(true),
  host: z.strictObject({
    processor: z.string(),
    cores: count,
    memoryBytes: count,
    system: z.string(),
    node: z.string(),
  }),
  suites: z
    .array(
      z.strictObject({
        name: z.literal("machine"),
        title: z.string(),
        method: z.string(),
        wallMs: count,
        figures: z
          .array(
            z.strictObject({
              name: z.string(),
              value: number,
              spread: z.tuple([number, number]).optional(),
              unit: z.string(),
              better: z.enum(["higher", "lower"]),
              target: number.optional(),
              published: z.string().optional(),
              note: z.string().optional(),
              subject: z.string().optional(),
              once: z.literal(true).optional(),
            }),
          )
          .min(5),
        missing: z.array(z.string()),
        failed: z.array(z.string()).length(0),
      }),
    )
    .length(1),
});

const guests = z
  .array(
    z.strictObject({
      name: z.string(),
      about: z.string(),
      prepared: z.boolean(),
      kernel: z.string().optional(),
      packedKernel: z.string().optional(),
      initrd: z.string().optional(),
      snapshot: z.string().optional(),
      manifest: z.string().optional(),
      append: z.string(),
      made: z.string().optional(),
    }),
  )
  .min(1);

const short = ["--set", "seconds=6", "--set", "quiet=8", "--seed", "1"];
const mutant = ["--mutant", "outputs-not-held"];

/** In this order: later ones read what earlier ones wrote. */
const printed: readonly (readonly [args: readonly string[], code: number, schema: z.ZodType])[] = [
  [["run", ...short, "--trace", file("a.jsonl")], 0, run],
  [["run", ...short, ...mutant, "--faults", "none"], 1, run.required({ shrunkFaults: true })],
  [["run", "two-tenants", "--set", "seconds=6", "--twice"], 0, run.required({ vms: true })],
  [["check", "failover-kv", "--runs", "2", ...short, ...mutant, "--out", file("found")], 1, check],
  [["sweep", "failover-kv", ...short, ...mutant, "--budget", "2", "--out", file("swept")], 1, sweep],
  [
    ["repro", file("repro.json")],
    1,
    run.extend({ expected: z.string().nullable(), reproduced: z.literal(true), sameTrace: z.boolean() }),
  ],
  [
    ["shrink", file("repro.json")],
    0,
    z.strictObject({
      schemaVersion,
      property: z.string(),
      reproduced: z.boolean(),
      runs: count,
      faults: z.strictObject({ before: count, after: count }),
      repro: z.string(),
    }),
  ],
  [
    ["diff", file("a.jsonl"), file("a.jsonl")],
    0,
    z.strictObject({ schemaVersion, kind: z.literal("traces"), equal: z.literal(true), difference: z.null() }),
  ],
  [["mutants", "outputs-not-held", "--runs", "1", "--seed", "1"], 0, mutants],
  [["coverage", "failover-kv", "--runs", "1", "--seed", "1"], 0, coverage],
  [["boot", image, "--max-instructions", "1000"], 0, boot],
  [["bench", "machine", "--quick"], 0, bench],
  [["guest", "list"], 0, guests],
  [["list", "faults"], 0, z.array(z.looseObject({ name: z.string() })).min(1)],
  [["list"], 0, z.record(z.string(), z.array(z.looseObject({ name: z.string() })))],
];

test.before(async () => {
  const faults = [{ kind: "crash", target: "primary", at: 4_000_000_000 }];
  const settings = { seconds: 6, quiet: 8 };
  const what = { scenario: "failover-kv", settings, seed: 1, regime: "bounded", mutant: "outputs-not-held", faults };
  const repro = { lockstepRepro: 1, version: "0.1.0", ...what, property: "output-rule", traceHash: "" };
  await writeFile(file("repro.json"), JSON.stringify(repro));
});

for (const [args, code, schema] of printed)
  test.serial(`--json of: lockstep ${args.join(" ").replaceAll(folder, "").replaceAll(image, "kv.elf")}`, async (t) => {
    const ended = await new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      execFile(process.execPath, [cli, ...args, "--json"], { maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
      });
    });
    t.is(ended.code, code, ended.stderr);
    // One object on one line, and nothing else.
    t.is(ended.stdout.trimEnd().split("\n").length, 1);
    const parsed = schema.safeParse(JSON.parse(ended.stdout));
    t.true(parsed.success, parsed.error && z.prettifyError(parsed.error));
  });

test("every command that has --json is here", (t) => {
  const here = new Set(printed.map(([[name]]) => name));
  t.deepEqual(
    commands.filter(({ name, options }) => options.includes("json") && !here.has(name)).map(({ name }) => name),
    [],
  );
});
