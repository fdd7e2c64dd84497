import test from "ava";
import { properties } from "./index.ts";
import { appliesTo, withCheckpoint } from "./strategies.ts";

test("each property has a row that says whether it is claimed of checkpointing, and no other has", (t) => {
  t.deepEqual(
    Object.keys(withCheckpoint),
    properties.map(({ name }) => name),
  );
});

test("claims about a backup's execution are of replay alone; a scenario's own are of both", (t) => {
  t.true(appliesTo("replay", "lag-bounded"));
  t.false(appliesTo("checkpoint", "lag-bounded"));
  t.true(appliesTo("checkpoint", "output-rule"));
  t.true(appliesTo("checkpoint", "a user's own"));
});
