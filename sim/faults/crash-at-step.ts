import fc from "fast-check";
import { z } from "zod";
import type { Effect } from "../../core/ports.ts";
import type { EntryNumber } from "../../core/replay/entry.ts";
import type { Fault, FaultKind } from "./fault.ts";
import { anyRole, faultFields, guarded, hostTarget, milliseconds } from "./targets.ts";

/** Steps of the protocol, as nodes say them; `effect`: anything that a node does to the outside, or says. */
const steps = [
  "effect",
  "logged",
  "sent",
  "received",
  "acknowledged",
  "heard-acknowledgement",
  "produced",
  "released",
  "suspected",
  "asked",
  "answered",
  "live",
  "vmotion",
  "vmotion-cut",
] as const;

/** Steps that chance leaves alone, for a sweep of all. */
const rareSteps = ["disk-issued", "disk-completed", "alone"] as const;

const schema = z.strictObject({
  kind: z.literal("crash-at-step"),
  ...faultFields,
  target: hostTarget,
  step: z.enum([...steps, ...rareSteps]),
  /** Which one, counted from `at`: 1 is the next. */
  count: z.int().min(1),
  /** Only steps that concern this log entry: the first that reaches it, for those that take entries by the batch. */
  entry: z.int().min(1).optional(),
  when: z.enum(["before", "after"]),
});

type CrashAtStep = z.infer<typeof schema> & Fault;

export const crashAtStep: FaultKind<CrashAtStep> = {
  name: "crash-at-step",
  family: "host",
  claim:
    "a host dies right before or after a step of the protocol: an entry logged, sent, acknowledged, an output released",
  regimes: ["bounded", "unbounded", "corrupting"],
  schema,
  arbitrary: (_topology, untilNs, regime) =>
    fc
      .record({
        at: milliseconds(0, Math.floor(untilNs / 1_000_000)),
        target: anyRole,
        step: fc.constantFrom(...steps),
        count: fc.integer({ min: 1, max: 300 }),
        when: fc.constantFrom("before", "after"),
      })
      .map((chosen) => guarded({ kind: "crash-at-step", ...chosen }, regime)),
  apply(world, { target, step, count, when, entry = null }, index) {
    world.crashPoints.push({ fault: index, seat: world.seatIndex(target), step, when, entry, remaining: count });
  },
  strikes: (world, fault) => [world.hostIndex(fault.target)],
  read: ({ target, step, count, when, entry }) =>
    `host ${target} is to die ${when} ${count === 1 ? "the next" : `number ${count} of the next`} "${step}"${entry === undefined ? "" : ` of entry ${entry}`}`,
};

/** Whether an effect is a step that a crash waits for. */
export function isStep(effect: Effect, step: string, entry: EntryNumber | null): boolean {
  if (step === "effect") return true;
  if (effect.kind !== "observe") return false;
  const { observation } = effect;
  const isCut = step === "vmotion-cut" && observation.what === "vmotion" && observation.step === "cut";
  if (observation.what !== step && !isCut) return false;
  if (entry === null) return true;
  if ("through" in observation) return observation.through >= entry;
  return "entry" in observation && observation.entry === entry;
}

/** Steps that send something first and are told of afterwards: right before them nothing of it has left. */
const toldAfterwards: ReadonlySet<string> = new Set(["acknowledged", "sent", "released", "vmotion-cut"]);

/** First and last of the effects that a step consists of: what it sends, and the word of it at `at`. */
export function extentOf(effects: readonly Effect[], at: number, step: string): readonly [number, number] {
  let first = at;
  if (toldAfterwards.has(step)) while (first > 0 && isOutgoing(effects[first - 1]!)) first--;
  return [first, step === "asked" && effects[at + 1]?.kind === "arbiter" ? at + 1 : at];
}

function isOutgoing(effect: Effect): boolean {
  if (effect.kind !== "observe") return true;
  return effect.observation.what === "disk-issued" || effect.observation.what === "digest";
}
