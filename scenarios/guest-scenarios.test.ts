/** Scenarios of the small guests: their clients see what the guest is for. */
import test from "ava";
import { runScenario } from "../properties/run-scenario.ts";
import type { TraceEvent } from "../sim/trace.ts";

async function ran(scenario: string, settings: Readonly<Record<string, number>> = {}) {
  const trace: TraceEvent[] = [];
  const result = await runScenario(scenario, { seed: 3, settings, observe: (event) => trace.push(event) });
  const results = trace.flatMap((event) => (event.kind === "response" ? [event.result as Record<string, number>] : []));
  return { result, trace, results };
}

test("bank: an exponential open loop, answered across a failover, and linearizable", async (t) => {
  const { result, results } = await ran("bank", { seconds: 10, quiet: 8 });
  t.is(result.verdict, "pass");
  t.is(result.properties.find(({ name }) => name === "linearizable")!.verdict, "held");
  t.true(result.failovers.length > 0);
  t.true(results.length > 50);
});

test("net-receive: the guest counts datagrams that nobody answers", async (t) => {
  const { result, results } = await ran("net-receive");
  t.is(result.verdict, "pass");
  t.true(results.at(-1)!["datagrams"]! > 200);
  t.is(results.at(-1)!["bytes"], 256 * results.at(-1)!["datagrams"]!);
});

test("net-transmit: each burst that was asked for leaves", async (t) => {
  const { result, results, trace } = await ran("net-transmit");
  t.is(result.verdict, "pass");
  t.true(results.at(-1)!["sent"]! > 200);
  t.true(trace.filter((event) => event.kind === "frame-out").length > 200);
});

test("cpu-bound: rounds are counted on, not anew, after the failover", async (t) => {
  const { result, results } = await ran("cpu-bound");
  t.is(result.verdict, "pass");
  t.true(result.failovers.length > 0);
  const rounds = results.map((counters) => counters["rounds"]!);
  t.true(rounds.at(-1)! > rounds[0]!);
  t.deepEqual(
    rounds,
    rounds.toSorted((a, b) => a - b),
  );
});

test("guest-bug: both replicas die at the same position, nobody goes live for it, and the outcome says so", async (t) => {
  const trace: TraceEvent[] = [];
  const result = await runScenario("guest-bug", { seed: 3, schedule: [], observe: (event) => trace.push(event) });
  t.is(result.verdict, "pass");
  t.is(result.outcome, "guest-died");
  const deaths = trace.flatMap((event) =>
    event.kind === "replica" && event.observation.what === "guest-died" ? [event.observation] : [],
  );
  t.is(new Set(deaths.map(({ replica }) => replica)).size, 2);
  t.is(new Set(deaths.map(({ position }) => position)).size, 1);
  t.deepEqual(result.failovers, []);
});
