/** A thread of a campaign whose coverage is measured: the same runs, and what they reached (piscina calls its default export). */
import { createEnvironment } from "../../scenarios/environment.ts";
import { noting, type Executed } from "../../scenarios/guest-coverage/executed.ts";
import { shrinkRun, type Shrunk } from "../shrink-run.ts";
import { makeRun, specOfTask, type Made, type RunTask, type ShrinkTask } from "../task.ts";

export interface Covered {
  readonly answer: Made | Shrunk;
  /** Addresses that this thread had not told of before, by guest. */
  readonly executed: readonly (readonly [guest: string, addresses: readonly number[]])[];
}

const executed: Executed = new Map();
const told = new Map<string, Set<number>>();
const plain = createEnvironment();
const ready = plain.then((environment) => noting(environment, executed));

export default async function work(task: RunTask | ShrinkTask): Promise<Covered> {
  const spec = await specOfTask(task);
  if ("shrinkFor" in task) return { answer: shrinkRun(spec, task.shrinkFor, await plain), executed: [] };
  const answer = makeRun(spec, await ready);
  return { answer, executed: [...executed].map(([guest, all]) => [guest, news(guest, all)]) };
}

function news(guest: string, addresses: ReadonlySet<number>): readonly number[] {
  const known = told.get(guest) ?? new Set();
  told.set(guest, known);
  const fresh = [...addresses].filter((address) => !known.has(address));
  for (const address of fresh) known.add(address);
  return fresh;
}
