import test from "ava";
import { Tally } from "./tally.ts";

test("the chance of something new is the share of fresh runs that showed what no other did", (t) => {
  const tally = new Tally();
  t.is(tally.growth.residual, 1);
  t.is(tally.add(["phase backup", "fault crash"], true), 2);
  t.is(tally.add(["phase backup"], true), 0);
  t.is(tally.add(["phase backup", "fault pause"], true), 1);
  t.is(tally.add(["phase backup"], true), 0);
  // Two of four were seen once; what a varied run shows counts as reached, not for the estimate.
  t.is(tally.add(["phase off"], false), 1);
  const { growth } = tally;
  t.is(growth.residual, 0.5);
  t.is(growth.runs.at(-1), 5);
  t.is(growth.behaviours.at(-1), 4);
  t.regex(growth.assumption, /independent draws/);
});

test("the share of news is that of the latest round", (t) => {
  const tally = new Tally();
  tally.add(["phase backup"], true);
  tally.add(["phase backup"], true);
  tally.endRound();
  t.is(tally.newsShare, 0.5);
  tally.add(["phase backup"], true);
  tally.endRound();
  t.is(tally.newsShare, 0);
});
