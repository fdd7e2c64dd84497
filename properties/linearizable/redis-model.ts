/** The commands of Redis that clients use, as one server would answer them. A part is a key. */
import { TRANSACTED, type RedisOperation, type RedisResult } from "../../scenarios/redis/operation.ts";
import type { Model, Outcome } from "./model.ts";

type Done = Outcome<RedisResult>;

const ABSENT = "";
/** A key's state: a letter for its type, then the value. Items of a list are parted by what no value holds. */
const stringState = (value: string): string => `s${value}`;
const listState = (items: readonly string[]): string => (items.length === 0 ? ABSENT : `l${items.join("\n")}`);
const itemsOf = (state: string): readonly string[] => (state === ABSENT ? [] : state.slice(1).split("\n"));
const stringOf = (state: string): string | null => (state === ABSENT ? null : state.slice(1));

function outcomes(state: string, operation: RedisOperation): readonly Done[] {
  const seen = stringOf(state);
  switch (operation.op) {
    case "time":
      return [{ state, result: null }];
    case "get":
      return [{ state, result: seen }];
    case "set":
      return [{ state: stringState(operation.value), result: "OK" }];
    case "append": {
      const whole = (seen ?? "") + operation.value;
      return [{ state: stringState(whole), result: whole.length }];
    }
    case "incr": {
      const count = Number(seen ?? "0") + 1;
      return [{ state: stringState(String(count)), result: count }];
    }
    case "del":
      return [{ state: ABSENT, result: state === ABSENT ? 0 : 1 }];
    case "lpush": {
      const items = [operation.value, ...itemsOf(state)];
      return [{ state: listState(items), result: items.length }];
    }
    case "lrange":
      return [{ state, result: itemsOf(state) }];
    case "transact":
      // The moment is that of EXEC where it committed, and that of GET where somebody else came between.
      return [
        { state: stringState(operation.value + TRANSACTED), result: { seen, committed: true } },
        { state, result: { seen, committed: false } },
      ];
  }
}

function describe(operation: RedisOperation, result: RedisResult | undefined): string {
  const words = Object.values(operation).join(" ");
  return `${words} -> ${result === undefined ? "no answer yet" : JSON.stringify(result)}`;
}

export const redisModel: Model<RedisOperation, RedisResult> = {
  part: (operation) => (operation.op === "time" ? "the clock" : operation.key),
  initial: ABSENT,
  outcomes,
  equal: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  reads: (operation, result) =>
    ["get", "lrange", "time"].includes(operation.op) ||
    (operation.op === "transact" && !(result as { readonly committed: boolean }).committed),
  describeState: (state) => (state === ABSENT ? "nothing" : JSON.stringify(state.slice(1))),
  describe,
};
