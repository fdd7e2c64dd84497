import test from "ava";
import { explainedBy } from "./explains.test-helper.ts";
import { memcachedModel } from "./memcached-model.ts";

const explains = explainedBy(memcachedModel);

const key = "k";
const get = { op: "get", key } as const;
const incr = { op: "incr", key } as const;
const remove = { op: "delete", key } as const;
const store = (op: "set" | "add" | "append" | "cas", value: string) => ({ op, key, value }) as const;
const optimistic = store("cas", "c");

test("items answer as memcached documents", (t) => {
  t.true(explains([get, null], [store("append", "a"), "NOT_STORED"], [store("add", "a"), "STORED"], [get, "a"]));
  t.true(explains([store("set", "a"), "STORED"], [store("append", "b"), "STORED"], [get, "ab"]));
  t.true(explains([incr, "NOT_FOUND"], [store("add", "0"), "STORED"], [incr, "1"], [store("add", "0"), "NOT_STORED"]));
  t.true(explains([remove, "NOT_FOUND"], [store("set", "a"), "STORED"], [remove, "DELETED"], [get, null]));
});

test("a lost, a repeated and a stale command show", (t) => {
  t.false(explains([store("set", "a"), "STORED"], [get, null]));
  t.false(explains([store("set", "a"), "STORED"], [store("append", "b"), "STORED"], [get, "abb"]));
  t.false(explains([store("set", "0"), "STORED"], [incr, "1"], [incr, "1"]));
  t.false(explains([store("set", "a"), "STORED"], [remove, "DELETED"], [store("append", "b"), "STORED"]));
});

test("an optimistic store takes place where it saw the latest value, or not at all", (t) => {
  t.true(explains([store("set", "a"), "STORED"], [optimistic, { seen: "a", answer: "STORED" }], [get, "c"]));
  t.true(explains([store("set", "a"), "STORED"], [optimistic, { seen: "a", answer: "EXISTS" }], [get, "a"]));
  t.true(explains([optimistic, { seen: null, answer: null }], [get, null]));
  t.false(explains([store("set", "a"), "STORED"], [optimistic, { seen: "b", answer: "STORED" }]));
  t.false(explains([store("set", "a"), "STORED"], [optimistic, { seen: "a", answer: "EXISTS" }], [get, "c"]));
  t.false(explains([store("set", "a"), "STORED"], [optimistic, { seen: null, answer: null }]));
});

test("an error is no answer of any of them", (t) => {
  t.false(explains([store("set", "a"), "SERVER_ERROR out of memory storing object"]));
});
