/** What a property says that it does not look at makes no difference to it. */
import test from "ava";
import { createEnvironment } from "../scenarios/environment.ts";
import { faultKindsOf } from "../scenarios/scenario.ts";
import type { Fault } from "../sim/faults/fault.ts";
import { viewsOf } from "../sim/topology.ts";
import type { TraceEvent } from "../sim/trace.ts";
import { properties } from "./index.ts";
import { judge, type Judgement } from "./judge.ts";
import { mutants } from "./mutants/index.ts";
import type { Property } from "./property.ts";
import { performRun } from "./run.ts";
import { scenarioNamed, settingsFor } from "./spec.ts";

const environment = await createEnvironment();
const death: Fault = { kind: "crash", target: "primary", at: 3_000_000_000, forNs: 1_000_000_000 };
const loss: Fault = { kind: "partition", target: "primary+backup", at: 5_000_000_000, forNs: 500_000_000 };

const cases = [
  ["failover-kv", null],
  ["non-shared-disks", null],
  ["failover-kv", "outputs-not-held"],
  ["failover-kv", "interrupt-one-unit-late"],
  ["failover-kv", "time-of-new-host"],
] as const;

for (const [name, id] of cases)
  test(`${name}, ${id ?? "clean"}: verdicts are those of properties that look at every event`, async (t) => {
    const scenario = await scenarioNamed(name);
    const settings = settingsFor(scenario, [
      ["seconds", 6],
      ["quiet", 8],
    ]);
    const mutant = id === null ? null : mutants.find((one) => one.id === id)!;
    const events: TraceEvent[] = [];
    const schedule = [death, ...(id === null ? [loss] : [])];
    const spec = { scenario, settings, seed: 3, schedule, regime: "bounded", mutant } as const;
    performRun(spec, environment, { observers: [(event) => events.push(event)] });
    const verdicts = (watching: readonly Property[]): readonly Judgement[] => {
      const [topology] = viewsOf(scenario.topology(settings));
      const jury = judge(watching, { topology: topology!, regime: "bounded", faultKinds: faultKindsOf(scenario) });
      for (const event of events) jury.observe(event);
      return jury.verdicts();
    };
    const told = ({ property, ...rest }: Judgement): unknown => ({ name: property.name, ...rest });
    const seeingAll = properties.map((property): Property => {
      const { name: own, claim, kind, regimes } = property;
      return { name: own, claim, kind, regimes, start: (run) => property.start(run) };
    });
    const found = verdicts(properties);
    t.deepEqual(found.map(told), verdicts(seeingAll).map(told));
    t.is(
      found.some(({ verdict }) => verdict === "violated"),
      id !== null,
    );
  });
