/** The key-value guest as one machine would be (scenarios/guests/kv/PROTOCOL.md). A part is a key. */
import type { Model } from "./model.ts";

/** As in the `invoke` event. `expected` null: the key must be absent. */
export type KvOperation =
  | { readonly op: "get"; readonly key: string }
  | { readonly op: "set"; readonly key: string; readonly value: string }
  | { readonly op: "cas"; readonly key: string; readonly expected: string | null; readonly value: string }
  | { readonly op: "append"; readonly key: string; readonly value: string };

/** As in the `response` event. `value` is empty where the operation returns none. */
export interface KvResult {
  readonly status: "ok" | "not-found" | "mismatch" | "no-room";
  readonly value: string;
}

type Outcome = { readonly state: string; readonly result: KvResult };

const VALUE_MAX = 512;
const ABSENT = "";
const held = (value: string): string => `=${value}`;
const valueOf = (state: string): string => state.slice(1);

function answer(state: string, status: KvResult["status"], value = ""): Outcome {
  return { state, result: { status, value } };
}

/** A new key may also meet a full table: how many other keys there are is another part's business. */
function stored(state: string, value: string, reply = ""): readonly Outcome[] {
  const done = answer(held(value), "ok", reply);
  return state === ABSENT ? [done, answer(state, "no-room")] : [done];
}

function outcomes(state: string, operation: KvOperation): readonly Outcome[] {
  const absent = state === ABSENT;
  switch (operation.op) {
    case "get":
      return [absent ? answer(state, "not-found") : answer(state, "ok", valueOf(state))];
    case "set":
      return stored(state, operation.value);
    case "append": {
      const whole = valueOf(state) + operation.value;
      return whole.length > VALUE_MAX ? [answer(state, "no-room")] : stored(state, whole, whole);
    }
    case "cas":
      if (absent) return operation.expected === null ? stored(state, operation.value) : [answer(state, "not-found")];
      if (operation.expected !== valueOf(state)) return [answer(state, "mismatch", valueOf(state))];
      return stored(state, operation.value);
  }
}

function describe(operation: KvOperation, result: KvResult | undefined): string {
  const value = operation.op === "get" ? "" : ` ${JSON.stringify(operation.value)}`;
  const expected =
    operation.op === "cas" ? ` if ${operation.expected === null ? "absent" : JSON.stringify(operation.expected)}` : "";
  const shown = result && (result.value === "" ? result.status : `${result.status} ${JSON.stringify(result.value)}`);
  return `${operation.op.toUpperCase()} ${operation.key}${value}${expected} -> ${shown ?? "no answer yet"}`;
}

export const kvModel: Model<KvOperation, KvResult> = {
  part: (operation) => operation.key,
  initial: ABSENT,
  outcomes,
  equal: (a, b) => a.status === b.status && a.value === b.value,
  reads: (operation, result) => operation.op === "get" || result.status !== "ok",
  describeState: (state) => (state === ABSENT ? "absent" : JSON.stringify(valueOf(state))),
  describe,
};
