/** The law of record and replay (paper 2.1): a replica that gets the log and nothing else ends in the same state. */
import { fc, testProp } from "@fast-check/ava";
import test from "ava";
import type { MachineInput } from "../vm/machine-io.ts";
import { decodeBatch } from "./codec.ts";
import { powerOn } from "./execution.ts";
import type { MadeOutput } from "./output.ts";
import { emptyRecording, Recorder, tagging } from "./recorder.ts";
import { delivery, Divergence, Replayer, type ReplayListener } from "./replayer.ts";
import { toyHash, type ToyInstruction, ToyMachine, type ToyProgram } from "./toy-machine.test-helper.ts";

const instructions: readonly ToyInstruction[] = [
  "count", "clock", "wall", "store", "frame", "console", "read", "write", "flush", "entropy", "halt",
]; // prettier-ignore

const programs: fc.Arbitrary<ToyProgram> = fc.record({
  instructions: fc.array(fc.constantFrom(...instructions), { minLength: 1, maxLength: 20 }),
  timerNs: fc.constant(1000),
});

type Step =
  | { do: "run"; units: number }
  | { do: "timer" }
  | { do: "frame"; bytes: Uint8Array }
  | { do: "complete"; ok: boolean }
  | { do: "digest" }
  | { do: "close" };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant("run" as const), units: fc.integer({ min: 1, max: 60 }) }),
    fc.record({ do: fc.constant("timer" as const) }),
    fc.record({ do: fc.constant("frame" as const), bytes: fc.uint8Array({ maxLength: 8 }) }),
    fc.record({ do: fc.constant("complete" as const), ok: fc.boolean() }),
    fc.record({ do: fc.constant("digest" as const) }),
    fc.record({ do: fc.constant("close" as const) }),
  ),
  { maxLength: 60 },
);

interface Recorded {
  readonly batches: readonly Uint8Array[];
  readonly outputs: readonly MadeOutput[];
  readonly machine: ToyMachine;
  readonly entries: number;
}

function record(program: ToyProgram, script: readonly Step[]): Recorded {
  const machine = new ToyMachine(program);
  const execution = powerOn();
  const recorder = new Recorder(machine, execution, emptyRecording(), { hash: toyHash, disks: "shared", tagging });
  const batches: Uint8Array[] = [];
  const outputs: MadeOutput[] = [];
  const close = (): void => {
    const batch = recorder.closeBatch();
    if (batch) batches.push(batch.bytes);
  };
  let nowNs = 0;
  for (const step of script) {
    nowNs += 700;
    recorder.at(nowNs, { monotonicNs: nowNs, wallSeconds: 1_700_000_000 }, 1_000_000);
    const inputs: MachineInput[] = [];
    switch (step.do) {
      case "run":
        for (let left = step.units; left > 0;) {
          const before = machine.position;
          const end = recorder.run(left);
          left -= machine.position - before;
          outputs.push(...recorder.collect().outputs);
          if (end === "halted") break;
        }
        break;
      case "timer":
        inputs.push({ kind: "timer", atGuestNs: recorder.nowNs() });
        break;
      case "frame":
        inputs.push({ kind: "frame", bytes: step.bytes });
        break;
      case "complete": {
        const [disk] = machine.startedDiskOperations();
        const data = disk?.type === "read" && step.ok ? new Uint8Array(512).fill(nowNs) : null;
        if (disk) inputs.push({ kind: "disk", operation: disk.operation, ok: step.ok, data });
        const [entropy] = machine.startedEntropyRequests();
        if (entropy) inputs.push({ kind: "entropy", operation: entropy.operation, bytes: Uint8Array.of(1, 2, 3, 4) });
        break;
      }
      case "digest":
        recorder.digest();
        break;
      case "close":
        close();
        break;
    }
    for (const input of inputs) recorder.apply(input);
  }
  recorder.digest();
  close();
  return { batches, outputs, machine, entries: execution.nextEntry - 1 };
}

function listener(outputs: MadeOutput[]): ReplayListener {
  const nothing = (): void => {};
  return {
    input: (input) => input,
    applied: nothing,
    made: (output) => void outputs.push(output),
    started: nothing,
    released: nothing,
    digest: nothing,
    control: nothing,
    shutDown: nothing,
  };
}

/** Hands over the batches one by one, with slices of `slice` units in between. */
function replay(program: ToyProgram, batches: readonly Uint8Array[], slice: number, parts = { delivery }) {
  const machine = new ToyMachine(program);
  const execution = powerOn();
  const outputs: MadeOutput[] = [];
  const replaying = { queue: [], head: 0, received: 0, horizon: 0 };
  const replayer = new Replayer(
    machine,
    execution,
    replaying,
    { hash: toyHash, disks: "shared", ...parts },
    listener(outputs),
  );
  for (const bytes of batches) {
    replayer.receive(decodeBatch(bytes));
    replayer.run(slice, 0);
  }
  while (replayer.ready) replayer.run(slice, 0);
  return { machine, outputs, execution };
}

testProp(
  "a replica that gets the log ends in the same state, however its run is cut",
  [programs, steps, fc.integer({ min: 1, max: 100 })],
  (t, program, script, slice) => {
    const recorded = record(program, script);
    const replayed = replay(program, recorded.batches, slice);
    t.is(replayed.machine.position, recorded.machine.position);
    t.is(replayed.machine.digest(), recorded.machine.digest());
    t.is(replayed.execution.nextEntry - 1, recorded.entries);
    t.deepEqual(replayed.outputs, [...recorded.outputs]);
  },
);

const busy: ToyProgram = { instructions: ["count", "clock", "store", "frame", "count"], timerNs: 1000 };
const busyScript: Step[] = [
  { do: "run", units: 20 },
  { do: "frame", bytes: Uint8Array.of(1, 2) },
  { do: "run", units: 20 },
];

test("1: an input applied one unit late is noticed", (t) => {
  const { batches } = record(busy, busyScript);
  const late = { ...delivery, position: ({ position }: { position: number }) => position + 1 };
  t.throws(() => replay(busy, batches, 1000, { delivery: late }), { instanceOf: Divergence });
});

test("2: a clock read from the replica's own host is noticed", (t) => {
  const { batches } = record(busy, busyScript);
  const local = { ...delivery, guestNs: (_logged: number, own: number) => own };
  t.throws(() => replay(busy, batches, 1000, { delivery: local }), { instanceOf: Divergence });
});

test("a replica whose memory differs is noticed at the next digest, with its position", (t) => {
  const program: ToyProgram = { instructions: ["count"], timerNs: null };
  const { batches } = record(program, [{ do: "run", units: 50 }, { do: "digest" }]);
  const machine = new ToyMachine(program);
  machine.writePage(2, new Uint8Array(4096).fill(1));
  const replaying = { queue: [], head: 0, received: 0, horizon: 0 };
  const replayer = new Replayer(
    machine,
    powerOn(),
    replaying,
    { hash: toyHash, disks: "shared", delivery },
    listener([]),
  );
  for (const bytes of batches) replayer.receive(decodeBatch(bytes));
  const error = t.throws(() => replayer.run(1000, 0), { instanceOf: Divergence });
  t.is(error?.position, 50);
});

test("a replica never runs past what it has received", (t) => {
  const program: ToyProgram = { instructions: ["count"], timerNs: null };
  const machine = new ToyMachine(program);
  const replaying = { queue: [], head: 0, received: 0, horizon: 0 };
  const replayer = new Replayer(
    machine,
    powerOn(),
    replaying,
    { hash: toyHash, disks: "shared", delivery },
    listener([]),
  );
  replayer.run(1000, 0);
  t.is(machine.position, 0);
  replayer.extend(30);
  replayer.run(1000, 0);
  t.is(machine.position, 30);
});
