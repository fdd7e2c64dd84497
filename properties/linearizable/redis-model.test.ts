import test from "ava";
import { explainedBy } from "./explains.test-helper.ts";
import { redisModel } from "./redis-model.ts";

const explains = explainedBy(redisModel);

const get = { op: "get", key: "s" } as const;
const set = { op: "set", key: "s", value: "a" } as const;
const append = { op: "append", key: "s", value: "bc" } as const;
const incr = { op: "incr", key: "n" } as const;
const push = (value: string) => ({ op: "lpush", key: "l", value }) as const;
const range = { op: "lrange", key: "l" } as const;
const transact = { op: "transact", key: "s", value: "t" } as const;

test("strings, counters and lists answer as Redis documents", (t) => {
  t.true(explains([get, null], [append, 2], [get, "bc"], [set, "OK"], [append, 3], [get, "abc"]));
  t.true(explains([incr, 1], [incr, 2], [{ op: "get", key: "n" }, "2"], [{ op: "del", key: "n" }, 1], [incr, 1]));
  t.true(explains([range, []], [push("x"), 1], [push("y"), 2], [range, ["y", "x"]]));
  t.true(explains([{ op: "del", key: "l" }, 0], [{ op: "time" }, null]));
});

test("a lost, a repeated and a stale command show", (t) => {
  t.false(explains([set, "OK"], [get, null]));
  t.false(explains([append, 2], [get, "bcbc"]));
  t.false(explains([incr, 1], [incr, 3]));
  t.false(explains([push("x"), 1], [push("y"), 2], [range, ["x"]]));
});

test("a transaction takes place whole where it saw the latest value, or not at all", (t) => {
  t.true(explains([set, "OK"], [transact, { seen: "a", committed: true }], [get, "t!"]));
  t.true(explains([set, "OK"], [transact, { seen: "a", committed: false }], [get, "a"]));
  t.false(explains([set, "OK"], [transact, { seen: null, committed: true }]));
  t.false(explains([transact, { seen: null, committed: true }], [get, "t"]));
  t.false(explains([set, "OK"], [transact, { seen: "a", committed: false }], [get, "t!"]));
});

test("an error is no answer of any of them", (t) => {
  t.false(explains([incr, { error: "ERR value is not an integer or out of range" }]));
});
