/** Entries a second through recorder, codec and replayer, each by itself: the machine costs next to nothing. */
import type { Hash64 } from "../../core/ports.ts";
import { decodeBatch, encodeBatch } from "../../core/replay/codec.ts";
import { powerOn } from "../../core/replay/execution.ts";
import { emptyRecording, Recorder, tagging } from "../../core/replay/recorder.ts";
import { delivery, Replayer } from "../../core/replay/replayer.ts";
import { type Turned, turned } from "../figure.ts";
import { cpuMsOnce } from "./cpu-time.ts";
import { inattentive } from "./inattentive.ts";
import { StillMachine } from "./still-machine.ts";

const TURNS = 5;
const BATCHES = 4_000;
/** About 64 entries each: a clock read in four units, an output in sixteen, an input in thirty-two. */
const UNITS_IN_BATCH = 192;
const INPUT_EVERY = 32;

const hash: Hash64 = () => "0123456789abcdef";

interface Recorded {
  readonly batches: readonly Uint8Array[];
  readonly entries: number;
}

function record(): Recorded {
  const machine = new StillMachine();
  const execution = powerOn();
  const recorder = new Recorder(machine, execution, emptyRecording(), { hash, disks: "shared", tagging });
  const batches: Uint8Array[] = [];
  for (let batch = 1; batch <= BATCHES; batch++) {
    const end = batch * UNITS_IN_BATCH;
    while (machine.position < end) {
      const nowNs = machine.position * 1000;
      recorder.at(nowNs, { monotonicNs: nowNs, wallSeconds: 0 }, 1_000_000);
      recorder.run(Math.min(INPUT_EVERY - (machine.position % INPUT_EVERY), end - machine.position));
      recorder.collect();
      if (machine.position % INPUT_EVERY === 0) recorder.apply({ kind: "timer", atGuestNs: recorder.nowNs() });
    }
    const closed = recorder.closeBatch();
    if (closed) batches.push(closed.bytes);
  }
  return { batches, entries: execution.nextEntry - 1 };
}

function replay({ batches }: Recorded): void {
  const machine = new StillMachine();
  const replaying = { queue: [], head: 0, received: 0, horizon: 0 };
  const replayer = new Replayer(machine, powerOn(), replaying, { hash, disks: "shared", delivery }, inattentive);
  for (const bytes of batches) {
    replayer.receive(decodeBatch(bytes));
    while (replayer.ready) replayer.run(1_000_000, 0);
  }
}

/** Millions of entries a second. The replayer's figure includes decoding, the recorder's encoding. */
export function throughput(): Readonly<Record<"recorder" | "encode" | "decode" | "replayer", Turned>> {
  const recorded = record();
  const decoded = recorded.batches.map((bytes) => decodeBatch(bytes));
  const rate = (act: () => void): Turned => {
    act();
    return turned(Array.from({ length: TURNS }, () => recorded.entries / cpuMsOnce(act) / 1000));
  };
  return {
    recorder: rate(record),
    encode: rate(() => {
      for (const batch of decoded) encodeBatch(batch);
    }),
    decode: rate(() => {
      for (const bytes of recorded.batches) decodeBatch(bytes);
    }),
    replayer: rate(() => replay(recorded)),
  };
}
