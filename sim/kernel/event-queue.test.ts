import { fc, testProp } from "@fast-check/ava";
import type { SimulatorEvent } from "./event.ts";
import { EventQueue } from "./event-queue.ts";

testProp(
  "events come by time, those of one time in the order of scheduling, whatever was saved and restored between",
  [fc.array(fc.record({ at: fc.nat(20), pop: fc.boolean(), save: fc.boolean() }))],
  (t, steps) => {
    let queue = new EventQueue();
    const pending: SimulatorEvent[] = [];
    for (const [seq, { at, pop, save }] of steps.entries()) {
      const event: SimulatorEvent = { at, seq, target: 0, kind: "cpu", payload: null };
      queue.push(event);
      pending.push(event);
      if (save) queue = new EventQueue(queue.events);
      if (!pop) continue;
      pending.sort((a, b) => a.at - b.at || a.seq - b.seq);
      t.is(queue.peek(), pending[0]);
      t.is(queue.pop(), pending.shift());
    }
    t.is(queue.length, pending.length);
    pending.sort((a, b) => a.at - b.at || a.seq - b.seq);
    t.deepEqual(
      pending.map(() => queue.pop()!.seq),
      pending.map(({ seq }) => seq),
    );
    t.is(queue.pop(), undefined);
  },
);
