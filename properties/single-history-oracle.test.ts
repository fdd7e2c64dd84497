/** The oracle of single-history: a bare VM that relives the surviving log. */
import test from "ava";
import type { MadeOutput } from "../core/replay/output.ts";
import { createEnvironment } from "../scenarios/environment.ts";
import type { Fault } from "../sim/faults/fault.ts";
import type { BareVm } from "./bare-vm.ts";
import type { RunResult } from "./result.ts";
import { performRun } from "./run.ts";
import { singleHistory } from "./single-history.ts";
import { scenarioNamed, settingsFor } from "./spec.ts";
import { judged, P, TraceBuilder } from "./trace.test-helper.ts";

const environment = await createEnvironment();
/** The oracle takes every fourth seed. */
const SEED = 8;
const death: Fault = { kind: "crash", target: "primary", at: 3_000_000_000, guard: "whenProtected" };

async function run(name: string, seed: number): Promise<RunResult> {
  const scenario = await scenarioNamed(name);
  const settings = settingsFor(scenario, [
    ["seconds", 6],
    ["quiet", 8],
  ]);
  return performRun({ scenario, settings, seed, schedule: [death], regime: "bounded", mutant: null }, environment);
}

function witnessed({ properties }: RunResult): number {
  const { detail } = properties.find(({ name }) => name === "single-history")!;
  return Number(/(\d+) times/.exec(detail)?.[1] ?? 0);
}

for (const name of ["failover-kv", "delayed-write"])
  test(`the surviving log of ${name}, with a failover, makes all that was released`, async (t) => {
    const result = await run(name, SEED);
    t.deepEqual([...result.violations], []);
    t.is(result.failovers.length, 1);
    t.true(witnessed(result) > (result.outputs.released * 3) / 2, "each release is judged when it comes and once more");
  });

test("only sampled runs are relived", async (t) => {
  const result = await run("failover-kv", SEED + 1);
  t.true(witnessed(result) < (result.outputs.released * 3) / 2);
});

const whole: BareVm = (log, made) => {
  for (const output of [1, 2]) made(madeOutput(output));
  return { position: 250, diverged: null };
};

function madeOutput(output: number, hash = `h${output}`): MadeOutput {
  return { output, entry: output, device: "frame", position: output * 100, hash, made: { kind: "frame" } as never };
}

/** A releases two outputs, whose batches stand in the log. */
function twoReleases(): TraceBuilder {
  const trace = new TraceBuilder();
  const bytes = new Uint8Array(1);
  for (const output of [1, 2])
    trace
      .says(P, "logged", { first: output, through: output, position: output * 100, bytes })
      .produced(P, output)
      .released(P, output);
  return trace;
}

test("what a bare VM makes otherwise, not at all, or cannot relive, contradicts what was released", (t) => {
  const trace = twoReleases();
  t.is(judged(singleHistory, trace, { bareVm: whole }).verdict, "held");
  const other: BareVm = (log, made) => {
    for (const output of [1, 2]) made(madeOutput(output, output === 1 ? "x" : undefined));
    return { position: 250, diverged: null };
  };
  t.regex(
    judged(singleHistory, trace, { bareVm: other }).violations[0]!.found,
    /a bare VM .* makes frame 1 .* bytes x/,
  );
  const short: BareVm = (log, made) => {
    made(madeOutput(1));
    return { position: 150, diverged: null };
  };
  t.regex(judged(singleHistory, trace, { bareVm: short }).violations[0]!.found, /outputs through 1 only/);
  const apart: BareVm = () => ({ position: 50, diverged: { expected: "input timer", found: "halted" } });
  t.is(judged(singleHistory, trace, { bareVm: apart }).violations[0]!.found, "halted");
});
