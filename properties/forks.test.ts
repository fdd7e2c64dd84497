import test from "ava";
import { createEnvironment } from "../scenarios/environment.ts";
import type { Fault } from "../sim/faults/fault.ts";
import { TraceHash } from "../sim/kernel/trace-hash.ts";
import type { TraceEvent } from "../sim/trace.ts";
import { forkRun, inOrder } from "./forks.ts";
import type { RunResult } from "./result.ts";
import { performRun, type RunSpec } from "./run.ts";
import { specOfTask } from "./task.ts";

const environment = await createEnvironment();

async function specOf(index: number, scenario: string): Promise<RunSpec> {
  return specOfTask({
    campaign: 9,
    index,
    scenarios: [scenario],
    regime: index % 2 === 0 ? "bounded" : "unbounded",
    changes: { seconds: 9, quiet: 5 },
    mutant: null,
    origin: null,
  });
}

/** All but what depends on the number of faults (the hash numbers events) or on the wall. */
function told(result: RunResult): unknown {
  return { ...result, traceHash: "", wallMs: 0 };
}

function hashOf(events: readonly TraceEvent[]): string {
  const hash = new TraceHash();
  for (const event of events) hash.value(event);
  return hash.digits;
}

/** Schedules that part from the given one at different times, with more, fewer and other faults. */
function* others(schedule: readonly Fault[]): Iterable<readonly Fault[]> {
  yield schedule.slice(0, -1);
  const last = schedule.at(-1)!;
  yield inOrder(schedule.with(-1, { ...last, at: last.at + 70_000_000 }));
  yield inOrder([...schedule, { kind: "pause", target: "backup", at: last.at + 1, forNs: 300_000_000 }]);
  yield inOrder([...schedule, { kind: "crash", target: "B", at: 4_321_000_000, forNs: 15_000_000_000 }]);
}

/** Law 4 of determinism, for worlds whose future is changed. */
for (const [index, scenario] of ["failover-kv", "vmotion-under-load", "cold-start"].entries())
  test(`a fork with another schedule goes on as a run that had it from the start: ${scenario}`, async (t) => {
    const spec = await specOf(index, scenario);
    // Nothing comes before what happens at once.
    const times = [...new Set(spec.schedule.map(({ at }) => at))].filter((at) => at > 0);
    const base = forkRun(spec, environment, { keepAtNs: times });
    t.is(base.timeline.checkpoints.length, times.length);
    t.is(base.result.traceHash, performRun(spec, environment).traceHash);
    let saved = 0;
    for (const schedule of others(spec.schedule)) {
      const fresh = new TraceHash();
      const expected = performRun({ ...spec, schedule }, environment, { observers: [(event) => fresh.value(event)] });
      const { result, timeline, simulatedNs } = forkRun({ ...spec, schedule }, environment, { from: base.timeline });
      t.deepEqual(told(result), told(expected));
      t.is(hashOf(timeline.events), fresh.digits);
      saved += result.virtualNs - simulatedNs;
    }
    t.true(saved > 0);
  });
