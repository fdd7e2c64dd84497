import test from "ava";
import fc from "fast-check";
import { TraceBuilder, judged } from "../trace.test-helper.ts";
import { Checker, type Call } from "./checker.ts";
import { kvModel, type KvOperation, type KvResult } from "./kv-model.ts";
import { linearizable } from "./linearizable.ts";

type KvCall = Call<KvOperation, KvResult>;

const ok = (value = ""): KvResult => ({ status: "ok", value });

class History extends TraceBuilder {
  #requests = [0, 0, 0];

  invoke(client: number, operation: KvOperation): this {
    return this.event({ kind: "invoke", client, request: ++this.#requests[client], operation });
  }

  answer(client: number, result: KvResult): this {
    return this.event({
      kind: "response",
      client,
      request: this.#requests[client]!,
      result,
      guestTsc: 0,
      guestTicks: 0,
    });
  }

  done(client: number, operation: KvOperation, result: KvResult): this {
    return this.invoke(client, operation).answer(client, result);
  }
}

const get = { op: "get", key: "k" } as const;
const set = (value: string) => ({ op: "set", key: "k", value }) as const;
const append = (value: string) => ({ op: "append", key: "k", value }) as const;

test("a sequential history holds", (t) => {
  const history = new History().done(0, set("a"), ok()).done(1, append("b"), ok("ab")).done(0, get, ok("ab"));
  history.done(1, { op: "cas", key: "k", expected: "x", value: "y" }, { status: "mismatch", value: "ab" });
  t.is(judged(linearizable, history).verdict, "held");
});

test("a lost write shows, and the report holds what matters only", (t) => {
  const history = new History();
  for (let i = 0; i < 200; i++) history.done(i % 2, set(`v${i}`), ok()).done(1, get, ok(`v${i}`));
  history.done(0, set("a"), ok()).done(1, { op: "get", key: "other" }, { status: "not-found", value: "" });
  history.done(1, get, ok("a")).done(1, get, ok("v199"));
  const { verdict, violations } = judged(linearizable, history);
  t.is(verdict, "violated");
  t.is(violations.length, 1);
  t.regex(violations[0]!.expected, /^key k, holding "v199", answers/);
  t.is(violations[0]!.found.match(/\[client/g)!.length, 2);
  t.regex(violations[0]!.found, /SET k "a" -> ok\].*GET k -> ok "v199"\]$/);
});

test("an operation without an answer may have happened, at any later time, or not", (t) => {
  const open = () => new History().done(0, set("a"), ok()).invoke(1, set("b"));
  t.is(judged(linearizable, open().done(0, get, ok("a")).done(0, get, ok("b"))).verdict, "held");
  t.is(judged(linearizable, open().done(0, get, ok("b")).done(0, get, ok("b"))).verdict, "held");
  t.is(judged(linearizable, open().done(0, get, ok("b")).done(0, get, ok("a"))).verdict, "violated");
});

test("an append done twice shows", (t) => {
  t.is(
    judged(linearizable, new History().done(0, append("x"), ok("x")).done(0, append("y"), ok("xxy"))).verdict,
    "violated",
  );
});

test("a stale read after a later one shows, a concurrent one does not", (t) => {
  const concurrent = new History().done(0, set("a"), ok()).invoke(0, set("b")).invoke(1, get).invoke(2, get);
  t.is(judged(linearizable, concurrent.answer(1, ok("b")).answer(2, ok("a")).answer(0, ok())).verdict, "held");
  const stale = new History().done(0, set("a"), ok()).invoke(0, set("b")).done(1, get, ok("b")).done(2, get, ok("a"));
  t.is(judged(linearizable, stale.answer(0, ok())).verdict, "violated");
});

test("after a contradiction the watch goes on and finds the next", (t) => {
  const history = new History()
    .done(0, set("a"), ok())
    .done(1, get, ok("z"))
    .done(1, get, ok("a"))
    .done(1, get, ok("y"));
  t.is(judged(linearizable, history).violations.length, 2);
});

/** Tries every order: slow and obviously right. */
function explainable(calls: readonly { call: KvCall; invoked: number; returned: number }[]): boolean {
  const search = (left: typeof calls, state: string): boolean => {
    if (left.every(({ call }) => call.result === undefined)) return true;
    const horizon = Math.min(...left.map(({ returned }) => returned));
    return left.some((next) => {
      if (next.invoked > horizon) return false;
      const rest = left.filter((other) => other !== next);
      return kvModel
        .outcomes(state, next.call.operation)
        .some(
          (outcome) =>
            (next.call.result === undefined || kvModel.equal(outcome.result, next.call.result)) &&
            search(rest, outcome.state),
        );
    });
  };
  return search(calls, kvModel.initial);
}

test("agrees with a search of every order on small histories", (t) => {
  const value = fc.constantFrom("a", "b");
  const operation: fc.Arbitrary<KvOperation> = fc.oneof(
    fc.constant(get),
    value.map(set),
    value.map(append),
    fc.record({ op: fc.constant("cas" as const), key: fc.constant("k"), expected: fc.option(value), value }),
  );
  const result: fc.Arbitrary<KvResult> = fc.oneof(
    fc.constantFrom("", "a", "b", "ab").map(ok),
    fc.constant({ status: "not-found" as const, value: "" }),
    value.map((held) => ({ status: "mismatch" as const, value: held })),
  );
  // Each step: a client, which invokes when it has nothing open and otherwise is answered.
  const step = fc.record({ client: fc.nat(2), operation, result });
  let violated = 0;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 9 }), (steps) => {
      const checker = new Checker(kvModel);
      const open = new Map<number, { call: KvCall; invoked: number; returned: number }>();
      const calls: { call: KvCall; invoked: number; returned: number }[] = [];
      for (const [at, { client, operation: asked, result: said }] of steps.entries()) {
        const known = open.get(client);
        if (known) {
          open.delete(client);
          known.call.result = said;
          known.returned = at;
          const right = explainable(calls);
          if (!right) violated++;
          t.is(checker.respond(known.call) === null, right);
          if (!right) return;
        } else {
          const call: KvCall = {
            client,
            request: at,
            operation: asked,
            invokedNs: at,
            answeredNs: null,
            result: undefined,
          };
          const fresh = { call, invoked: at, returned: Infinity };
          open.set(client, fresh);
          calls.push(fresh);
          checker.invoke(call);
        }
      }
    }),
    { numRuns: 2_000, seed: 1 },
  );
  t.true(violated > 100 && violated < 1_999);
});
