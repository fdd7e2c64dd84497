/** Hosts that are full: placement passes them by, and nobody counts a VM unprotected that has nowhere to go. */
import test from "ava";
import { hostOf } from "../core/ft/record.ts";
import { runScenario } from "../properties/run-scenario.ts";
import type { Fault } from "../sim/faults/fault.ts";
import type { TraceEvent } from "../sim/trace.ts";
import { crowdedHosts } from "./crowded-hosts.ts";
import { settingsOf } from "./index.ts";
import type { Scenario } from "./scenario.ts";

const second = 1_000_000_000;
const settings = settingsOf(crowdedHosts, { seconds: 6, quiet: 10 });

async function ran(scenario: Scenario, schedule: readonly Fault[]) {
  const trace: TraceEvent[] = [];
  const observe = (event: TraceEvent) => trace.push(event);
  const result = await runScenario(scenario, { settings, schedule, observe });
  return { result, trace, held: heldAtOnce(trace) };
}

/** By host: the most VMs whose record named it at the same time. */
function heldAtOnce(trace: readonly TraceEvent[]): Readonly<Record<string, number>> {
  const hostsOf = new Map<string, readonly string[]>();
  const most: Record<string, number> = {};
  for (const event of trace) {
    if (event.kind !== "record") continue;
    const { owner, backup } = event.record;
    hostsOf.set(
      event.vm!,
      [owner, backup].flatMap((replica) => (replica === null ? [] : [hostOf(replica)])),
    );
    for (const host of "ABCDE") {
      const count = [...hostsOf.values()].filter((hosts) => hosts.includes(host)).length;
      most[host] = Math.max(most[host] ?? 0, count);
    }
  }
  return most;
}

/** The scenario with so many places on each host. */
function withPlaces(places: Readonly<Record<string, number>>): Scenario {
  return {
    ...crowdedHosts,
    topology(chosen) {
      const topology = crowdedHosts.topology(chosen);
      const { ramBytes } = topology.vms[0]!.machine;
      const hosts = topology.hosts.map((host) => ({ ...host, ramBytes: places[host.name]! * ramBytes }));
      return { ...topology, hosts };
    },
  };
}

const crash = [{ kind: "crash", target: "C", at: 2 * second }] as const;

test("a host dies: both VMs that lose a replica find room, and no host gets a third one", async (t) => {
  const { result, held } = await ran(crowdedHosts, crash);
  t.is(result.verdict, "pass");
  const verdicts = result.vms!.map(({ properties }) => properties.find(({ name }) => name === "reprotected")!.verdict);
  t.deepEqual(verdicts, ["vacuous", "held", "held"]);
  t.true(Object.values(held).every((count) => count <= 2));
});

test("one host alone has room: both go there", async (t) => {
  const { result, held } = await ran(withPlaces({ A: 3, B: 2, C: 2, D: 1, E: 0 }), crash);
  t.is(result.verdict, "pass");
  t.deepEqual(held, { A: 3, B: 2, C: 2, D: 1, E: 0 });
});

test("nowhere is room: the VMs run alone, and nobody counts that against them", async (t) => {
  const { result, trace } = await ran(withPlaces({ A: 1, B: 2, C: 2, D: 1, E: 0 }), crash);
  t.is(result.verdict, "pass");
  t.false(trace.some((event) => event.kind === "record" && event.request?.kind === "arm"));
});
