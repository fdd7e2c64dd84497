/**
 * A linearizability checker that decides as the history grows: Wing and Gong's search, made just-in-time (Lowe 2017),
 * one part of the service at a time as in Porcupine. It keeps every *configuration* that could explain what was seen: a
 * state, and which open operations have already taken effect with which result. A response throws out those that it
 * contradicts; when none is left, no order explains the history.
 *
 * Bounded memory: configurations grow with the operations open at one time, never with the length of the history, and
 * equal ones are merged. An operation that is never answered stays open: it may take effect at any later time, or never.
 */
import type { Model } from "./model.ts";

/** One operation, from invocation to response. */
export interface Call<Operation, Result> {
  readonly client: number;
  readonly request: number;
  readonly operation: Operation;
  readonly invokedNs: number;
  answeredNs: number | null;
  result: Result | undefined;
}

type Step<Operation, Result> = { readonly call: Call<Operation, Result>; readonly type: "invoke" | "response" };

/** Open operations that have taken effect, with the result that their clients must then see. */
type Effects<Operation, Result> = ReadonlyMap<Call<Operation, Result>, Result>;

interface Configuration<Operation, Result> {
  readonly state: string;
  readonly effects: Effects<Operation, Result>;
}

/** The smallest part of the history that no order explains. */
export interface Contradiction<Operation, Result> {
  readonly part: string;
  /** What the part could hold before the first of these calls. */
  readonly before: readonly string[];
  readonly calls: readonly Call<Operation, Result>[];
}

/** Far beyond what a handful of clients with one open request each can make. */
const CONFIGURATION_LIMIT = 100_000;
/** Steps kept to explain a contradiction. */
const SEGMENT_STEPS = 64;

class Part<Operation, Result> {
  readonly #model: Model<Operation, Result>;
  configurations: readonly Configuration<Operation, Result>[];
  readonly open = new Set<Call<Operation, Result>>();

  constructor(model: Model<Operation, Result>, from?: Part<Operation, Result>) {
    this.#model = model;
    this.configurations = from?.configurations ?? [{ state: model.initial, effects: new Map() }];
    if (from) for (const call of from.open) this.open.add(call);
  }

  /** False when no configuration explains the step. */
  take({ call, type }: Step<Operation, Result>): boolean {
    if (type === "invoke") {
      this.open.add(call);
      return true;
    }
    const explained = new Map<string, Configuration<Operation, Result>>();
    const seen = new Set<string>();
    const todo = [...this.configurations];
    for (let at = todo.pop(); at; at = todo.pop()) {
      const effect = at.effects.get(call);
      if (effect !== undefined) {
        if (!this.#model.equal(effect, call.result!)) continue;
        const effects = new Map(at.effects);
        effects.delete(call);
        const kept = { state: at.state, effects };
        explained.set(this.#identity(kept), kept);
        continue;
      }
      for (const next of this.#successors(at)) {
        const identity = this.#identity(next);
        if (seen.has(identity)) continue;
        if (seen.size > CONFIGURATION_LIMIT)
          throw new Error(
            `linearizable: more than ${CONFIGURATION_LIMIT} ways to order ${this.open.size} open requests`,
          );
        seen.add(identity);
        todo.push(next);
      }
    }
    this.open.delete(call);
    this.configurations = [...explained.values()];
    return explained.size > 0;
  }

  /** What could have been, so that the watch can go on after a contradiction: the answer is believed. */
  believe(step: Step<Operation, Result>, before: readonly Configuration<Operation, Result>[]): void {
    const states = new Set(before.map(({ state }) => state));
    const { operation, result } = step.call;
    const after = new Set<string>();
    for (const state of states) for (const outcome of this.#model.outcomes(state, operation)) after.add(outcome.state);
    if (result !== undefined && this.#model.reads(operation, result)) for (const state of states) after.add(state);
    this.configurations = [...after].map((state) => ({ state, effects: new Map() }));
  }

  *#successors(at: Configuration<Operation, Result>): Iterable<Configuration<Operation, Result>> {
    for (const call of this.open) {
      if (at.effects.has(call)) continue;
      for (const { state, result } of this.#model.outcomes(at.state, call.operation))
        yield { state, effects: new Map(at.effects).set(call, result) };
    }
  }

  #identity({ state, effects }: Configuration<Operation, Result>): string {
    const shown = [...effects].map(([call, result]) => `${call.client}.${call.request}:${JSON.stringify(result)}`);
    return JSON.stringify([state, shown.sort((a, b) => (a < b ? -1 : 1))]);
  }
}

/** A stretch of a part's history, from configurations that are known exactly. */
interface Segment<Operation, Result> {
  readonly from: Part<Operation, Result>;
  readonly steps: Step<Operation, Result>[];
}

export class Checker<Operation, Result> {
  readonly #model: Model<Operation, Result>;
  readonly #parts = new Map<
    string,
    { readonly now: Part<Operation, Result>; segments: readonly Segment<Operation, Result>[] }
  >();

  constructor(model: Model<Operation, Result>) {
    this.#model = model;
  }

  invoke(call: Call<Operation, Result>): void {
    this.#take(call, "invoke");
  }

  /** Null while some order still explains the history. After a contradiction the watch goes on, taking the answer for true. */
  respond(call: Call<Operation, Result>): Contradiction<Operation, Result> | null {
    return this.#take(call, "response");
  }

  #take(call: Call<Operation, Result>, type: Step<Operation, Result>["type"]): Contradiction<Operation, Result> | null {
    const name = this.#model.part(call.operation);
    let part = this.#parts.get(name);
    if (!part) {
      const now = new Part(this.#model);
      this.#parts.set(name, (part = { now, segments: [{ from: new Part(this.#model), steps: [] }] }));
    }
    const step = { call, type };
    const last = part.segments.at(-1)!;
    const before = part.now.configurations;
    last.steps.push(step);
    const explained = part.now.take(step);
    let found: Contradiction<Operation, Result> | null = null;
    if (!explained) {
      found = this.#smallest(name, part.segments, call);
      part.now.believe(step, before);
    }
    if (!explained || last.steps.length >= SEGMENT_STEPS)
      part.segments = [...(explained ? [last] : []), { from: new Part(this.#model, part.now), steps: [] }];
    return found;
  }

  /** Starts as late as it can, at what the contradicting call overlaps and the last write before it; then drops reads. */
  #smallest(
    name: string,
    segments: readonly Segment<Operation, Result>[],
    last: Call<Operation, Result>,
  ): Contradiction<Operation, Result> {
    const steps = segments.flatMap((segment) => segment.steps);
    const part = new Part(this.#model, segments[0]!.from);
    const from = this.#latestStart(steps, last);
    for (const step of steps.slice(0, from)) part.take(step);
    let kept = steps.slice(from);
    for (const { call } of kept.filter(({ type }) => type === "response")) {
      if (call === last || !this.#model.reads(call.operation, call.result!)) continue;
      const fewer = kept.filter((step) => step.call !== call);
      if (!part.open.has(call) && !this.#explains(part, fewer)) kept = fewer;
    }
    const calls = new Set([...part.open, ...kept.map(({ call }) => call)]);
    const before = new Set(part.configurations.map(({ state }) => this.#model.describeState(state)));
    return { part: name, before: [...before], calls: [...calls] };
  }

  #latestStart(steps: readonly Step<Operation, Result>[], last: Call<Operation, Result>): number {
    const invoked = steps.findIndex((step) => step.call === last && step.type === "invoke");
    if (invoked < 0) return 0;
    for (let i = invoked - 1; i >= 0; i--) {
      const { call, type } = steps[i]!;
      if (type === "response" && !this.#model.reads(call.operation, call.result!)) {
        const begun = steps.findIndex((step) => step.call === call && step.type === "invoke");
        return Math.max(0, begun);
      }
    }
    return 0;
  }

  #explains(from: Part<Operation, Result>, steps: readonly Step<Operation, Result>[]): boolean {
    const part = new Part(this.#model, from);
    return steps.every((step) => part.take(step));
  }
}
