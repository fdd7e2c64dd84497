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

for (const [register, bit] of [
  ["ESP", 4],
  ["EIP", 0],
  ["EDI", 31],
] as const) {
  test(`register-flip: bit ${bit} of ${register} of one replica shows as divergence`, (t) => {
    const flip = { kind: "register-flip", at, target: "backup", register, bit } as Fault;
    const [diverged] = times(said(flip), "diverged");
    t.true(diverged > at && diverged < at + 1_000_000_000);
  });
}

test("dma-flip: a buffer of the network card differs, and the next digest says so", (t) => {
  const flip = { kind: "dma-flip", at, target: "backup", device: "net", buffer: 3, byte: 1200, bit: 1 } as Fault;
  const [diverged] = times(said(flip), "diverged");
  t.true(diverged > at && diverged < at + 1_000_000_000);
});

test("without a flip nothing diverges", (t) => {
  t.deepEqual(times(said(), "diverged"), []);
});

test("memory-exhausted: no clone where there is no room, and one when there is room again", (t) => {
  const full = (target: string) => ({ kind: "memory-exhausted", target, at, forNs: 5_000_000_000 }) as Fault;
  const lost = { kind: "crash", target: "backup", at: at + 100_000_000 };
  const clones = (...schedule: Fault[]) =>
    said(...schedule).flatMap((event) =>
      event.kind === "replica" && event.observation.what === "vmotion" && event.observation.step === "in-step"
        ? [event.atNs]
        : [],
    );
  const [withRoom] = clones(lost);
  t.true(withRoom < at + 4_000_000_000);
  const [withoutRoom] = clones(full("C"), lost);
  t.true(withoutRoom >= at + 5_000_000_000 && withoutRoom < at + 8_000_000_000);
});

for (const when of ["before", "after"] as const) {
  test(`crash-at-step: right ${when} the acknowledgement of one entry is sent`, (t) => {
    const entry = 60;
    const point = { kind: "crash-at-step", at: 0, target: "B", step: "acknowledged", count: 1, entry, when } as Fault;
    const trace = said(point);
    const heard = Math.max(
      ...trace
        .flatMap((event) =>
          event.kind === "replica" && event.observation.what === "heard-acknowledgement" ? [event.observation] : [],
        )
        .flatMap((seen) => ("through" in seen && "from" in seen && seen.from === "B.1.1" ? [seen.through] : [])),
    );
    t.is(heard >= entry, when === "after");
    t.true(trace.some((event) => event.kind === "host" && event.host === "B" && event.state === "down"));
  });
}

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
  t.is(world.seats[0].state.sharePerMille, 400);
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
