/** Faults that need a real machine to show. */
import test from "ava";
import type { Fault } from "../sim/faults/fault.ts";
import type { TraceEvent } from "../sim/trace.ts";
import { createEnvironment } from "./environment.ts";
import { scenarios, settingsOf } from "./index.ts";
import { createWorld } from "./run.ts";

const environment = await createEnvironment();
const scenario = scenarios.find(({ name }) => name === "vmotion-under-load")!;
const settings = settingsOf(scenario, { seconds: 6, quiet: 4, clients: 1, think: 200 });
const at = 3_000_000_000;

function said(...schedule: Fault[]): readonly TraceEvent[] {
  const trace: TraceEvent[] = [];
  const world = createWorld({ scenario, settings, seed: 1, schedule }, environment);
  world.observe((event) => trace.push(event));
  world.run();
  world.discard();
  return trace;
}

function times(trace: readonly TraceEvent[], what: string): readonly number[] {
  return trace.flatMap((event) => (event.kind === "replica" && event.observation.what === what ? [event.atNs] : []));
}

test("ram-flip: the replicas differ, and the next digest says so", (t) => {
  const flip = { kind: "ram-flip", at, target: "backup", address: 0x10_8000, bit: 3 } as Fault;
  const [diverged] = times(said(flip), "diverged");
  t.true(diverged > at && diverged < at + 1_000_000_000);
});

test("power-off: the VM ends on both hosts", (t) => {
  const trace = said({ kind: "power-off", at, target: "primary" });
  t.true(times(trace, "powered-off").length > 0);
  t.is(times(trace, "live").length, 0);
  t.false(trace.some((event) => event.kind === "response" && event.atNs > at + 1_000_000_000));
});

test("cpu-share: travels as a log entry and changes what the host gives", (t) => {
  const world = createWorld(
    { scenario, settings, seed: 1, schedule: [{ kind: "cpu-share", at, target: "primary", perMille: 400 } as Fault] },
    environment,
  );
  while (world.nowNs < at + 100_000_000) world.step();
  t.is(world.hosts[0].state.sharePerMille, 400);
  world.discard();
});

test("move: another host holds the primary, by the record and without a failover", (t) => {
  const trace = said({ kind: "move", at, target: "primary" });
  const owners = trace.flatMap((event) => (event.kind === "record" ? [event.record.owner?.[0]] : []));
  t.is(owners[0], "A");
  t.true(owners.length > 1 && owners.at(-1) !== "A");
  t.is(times(trace, "suspected").length, 0);
});

test("cold-start: after the loss of all hosts the VM starts anew, once; while a replica may live it is refused", (t) => {
  const order = (time: number): Fault => ({ kind: "cold-start", target: "A", at: time });
  const blackout = { kind: "blackout", target: "all", at, forNs: 1_000_000_000 } as Fault;
  const begun = (...schedule: Fault[]) =>
    said(...schedule).flatMap((event) =>
      event.kind === "record" && event.request?.kind === "cold-start" ? [event.atNs] : [],
    );
  const [started, ...more] = begun(blackout, order(at + 1_500_000_000));
  t.true(started > at + 1_500_000_000);
  t.is(more.length, 0);
  t.deepEqual(begun(order(at)), []);
});
