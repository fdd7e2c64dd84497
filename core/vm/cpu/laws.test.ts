/** What replay stands on: the same units give the same state, however a run is cut, saved or watched. */
import { fc, testProp } from "@fast-check/ava";
import test from "ava";
import { Cpu } from "./cpu.ts";
import { MODE } from "./record.ts";
import {
  copyMachine,
  difference,
  randomInts,
  randomMachine,
  type RandomMachine,
  WORLDS,
} from "./random-code.test-helper.ts";

const UNITS = 1500;
const LONG_UNITS = 45_000;
const seeds = fc.integer();
const worlds = fc.constantFrom(...WORLDS);

/** Runs to a position, or to where the machine stops for good. */
function runTo(machine: RandomMachine, position: number): void {
  while (machine.cpu.position < position) {
    const reason = machine.cpu.run(position - machine.cpu.position);
    if (reason === "halted") machine.cpu.setInterruptLine(true);
    if (reason === "shutdown" || (reason === "halted" && (machine.memory.i32[10] & 0x200) === 0)) return;
  }
}

testProp(
  "a run cut into pieces ends where the uncut run ends",
  [seeds, worlds],
  (t, seed, world) => {
    const whole = randomMachine(seed, world);
    const cut = randomMachine(seed, world);
    const random = randomInts(~seed);
    runTo(whole, UNITS);
    for (let position = 0; position < UNITS;) {
      position = Math.min(UNITS, position + (random() % 4 === 0 ? 1 + (random() % 200) : 1 + (random() % 4)));
      runTo(cut, position);
    }
    t.is(difference(whole, cut), null);
  },
  { numRuns: 60 },
);

testProp(
  "a long run, which the processor cuts by itself, ends where one cut elsewhere ends",
  [seeds, worlds],
  (t, seed, world) => {
    const whole = randomMachine(seed, world);
    const cut = randomMachine(seed, world);
    const random = randomInts(~seed);
    runTo(whole, LONG_UNITS);
    for (let position = 0; position < LONG_UNITS;) {
      position = Math.min(LONG_UNITS, position + 1 + (random() % 3000));
      runTo(cut, position);
    }
    t.is(difference(whole, cut), null);
  },
  { numRuns: 12 },
);

testProp(
  "a machine goes on from its bytes as if nothing had been",
  [seeds, worlds],
  (t, seed, world) => {
    const whole = randomMachine(seed, world);
    let saved = randomMachine(seed, world);
    const random = randomInts(~seed);
    runTo(whole, UNITS);
    for (let position = 0; position < UNITS;) {
      position = Math.min(UNITS, position + 1 + (random() % 400));
      runTo(saved, position);
      saved = copyMachine(saved);
    }
    t.is(difference(whole, saved), null);
  },
  { numRuns: 40 },
);

testProp(
  "consumers of dirty pages leave no trace, and miss no write",
  [seeds, worlds],
  (t, seed, world) => {
    const alone = randomMachine(seed, world);
    const watched = randomMachine(seed, world);
    const random = randomInts(~seed);
    let epoch = watched.memory.beginEpoch();
    let before = watched.memory.ram.slice();
    for (let position = 0; position < UNITS;) {
      position = Math.min(UNITS, position + 1 + (random() % 300));
      runTo(alone, position);
      runTo(watched, position);
      const after = watched.memory.ram.slice();
      for (let page = 0; page < watched.memory.pageEpochs.length; page += 1) {
        if (watched.memory.pageEpochs[page] >= epoch) continue;
        const range = [page * 4096, page * 4096 + 4096] as const;
        t.is(
          Buffer.compare(before.subarray(...range), after.subarray(...range)),
          0,
          `page ${page} was written unmarked`,
        );
      }
      before = after;
      epoch = watched.memory.beginEpoch();
    }
    t.is(difference(alone, watched), null);
  },
  { numRuns: 30 },
);

test("ten million units of random bytes and instructions: no guest leaves the model or stands still", (t) => {
  let units = 0;
  for (let seed = 1; units < 10_000_000; seed += 1) {
    const { cpu } = randomMachine(seed, WORLDS[seed % WORLDS.length]);
    for (let i = 0; i < 20; i += 1) {
      const before = cpu.position;
      const reason = cpu.run(10_000);
      const done = cpu.position - before;
      units += done;
      t.true(done <= 10_000 && done >= 0);
      if (reason === "budget") t.is(done, 10_000);
      else if (reason === "shutdown") break;
      else cpu.setInterruptLine(true);
    }
  }
});

/** A processor that takes all segments for ones with limits: every instruction goes through its generic handler. */
class GenericCpu extends Cpu {
  override refreshSegments(): void {
    super.refreshSegments();
    this.mode &= ~MODE.FLAT;
  }
}

testProp(
  "the cases of the switch do what the generic handlers do",
  [seeds, fc.constantFrom("flat", "paged", "user", "bytes")],
  (t, seed, world) => {
    const fast = randomMachine(seed, world);
    const generic = randomMachine(seed, world, (memory, bus) => new GenericCpu(memory, bus));
    for (let position = 0; position < UNITS; position += 100) {
      runTo(fast, position);
      runTo(generic, position);
      if (difference(fast, generic) !== null) break;
    }
    t.is(difference(fast, generic), null);
  },
  { numRuns: 60 },
);
