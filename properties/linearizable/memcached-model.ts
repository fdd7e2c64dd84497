/** The commands of memcached that clients use, as one server would answer them that forgets nothing. A part is a key. */
import type { MemcachedOperation, MemcachedResult } from "../../scenarios/memcached/operation.ts";
import type { Model, Outcome } from "./model.ts";

type Done = Outcome<MemcachedResult>;

const ABSENT = "";
const held = (value: string): string => `=${value}`;
const valueOf = (state: string): string | null => (state === ABSENT ? null : state.slice(1));

function outcomes(state: string, operation: MemcachedOperation): readonly Done[] {
  const seen = valueOf(state);
  switch (operation.op) {
    case "get":
      return [{ state, result: seen }];
    case "set":
      return [{ state: held(operation.value), result: "STORED" }];
    case "add":
      return [seen === null ? { state: held(operation.value), result: "STORED" } : { state, result: "NOT_STORED" }];
    case "append":
      return [
        seen === null ? { state, result: "NOT_STORED" } : { state: held(seen + operation.value), result: "STORED" },
      ];
    case "incr": {
      if (seen === null) return [{ state, result: "NOT_FOUND" }];
      const count = String(Number(seen) + 1);
      return [{ state: held(count), result: count }];
    }
    case "delete":
      return [{ state: ABSENT, result: seen === null ? "NOT_FOUND" : "DELETED" }];
    case "cas":
      if (seen === null) return [{ state, result: { seen, answer: null } }];
      // The moment is that of `cas` where it stored, and that of `gets` where somebody else came between.
      return [
        { state: held(operation.value), result: { seen, answer: "STORED" } },
        { state, result: { seen, answer: "EXISTS" } },
        { state, result: { seen, answer: "NOT_FOUND" } },
      ];
  }
}

function describe(operation: MemcachedOperation, result: MemcachedResult | undefined): string {
  const words = Object.values(operation).join(" ");
  return `${words} -> ${result === undefined ? "no answer yet" : JSON.stringify(result)}`;
}

/** Answers after which all is as it was. */
function changedNothing(operation: MemcachedOperation, result: MemcachedResult): boolean {
  if (operation.op === "get") return true;
  if (operation.op === "cas") return (result as { readonly answer: string | null }).answer !== "STORED";
  return result === "NOT_STORED" || result === "NOT_FOUND";
}

export const memcachedModel: Model<MemcachedOperation, MemcachedResult> = {
  part: (operation) => operation.key,
  initial: ABSENT,
  outcomes,
  equal: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  reads: changedNothing,
  describeState: (state) => (state === ABSENT ? "nothing" : JSON.stringify(valueOf(state))),
  describe,
};
