/** One run: a world from its plan, watched by every property, and what came of it. */
import type { Fault, FaultKind, Regime } from "../sim/faults/fault.ts";
import type { Tap } from "../sim/network/tap.ts";
import { withVms, type Topology, type VmView } from "../sim/topology.ts";
import type { TraceEvent, TraceObserver } from "../sim/trace.ts";
import type { World } from "../sim/world.ts";
import type { Environment } from "../scenarios/environment.ts";
import { createWorld, type RunPlan } from "../scenarios/run.ts";
import { guestNamed, type GuestName } from "../scenarios/guests/guests.ts";
import { faultKindsOf, type Settings } from "../scenarios/scenario.ts";
import { assertions } from "./assertions.ts";
import { bareVm, type BareVm } from "./bare-vm.ts";
import { propertiesOf, type JudgedScenario } from "./judged-scenario.ts";
import type { Judgement, Jury } from "./judge.ts";
import type { AnyMutant } from "./mutants/mutant.ts";
import { Panel } from "./panel.ts";
import {
  oneOf,
  propertyResult,
  SCHEMA_VERSION,
  violationsOf,
  type Outcome,
  type RunResult,
  type VmResult,
} from "./result.ts";
import { together } from "./summary.ts";
import { version } from "./version.ts";

/** All that a run depends on. */
export interface RunSpec {
  readonly scenario: JudgedScenario;
  /** All of them. */
  readonly settings: Settings;
  readonly seed: number;
  /** Expanded and checked. */
  readonly schedule: readonly Fault[];
  readonly regime: Regime;
  readonly mutant: AnyMutant | null;
}

function outcomeOf({ chronicle }: Jury): Outcome {
  if (chronicle.guestDied) return "guest-died";
  if (chronicle.poweredOff) return "powered-off";
  return chronicle.liveOwner() ? "survived" : "lost";
}

/** Of several VMs, the one that fared worst tells. */
const FROM_WORST: readonly Outcome[] = ["stuck", "crashed", "lost", "guest-died", "powered-off", "survived"];

function worst(outcomes: readonly Outcome[]): Outcome {
  return FROM_WORST.find((outcome) => outcomes.includes(outcome))!;
}

/** What a simulated world wants to know of it. */
export function planOf({ scenario, settings, seed, schedule, mutant }: RunSpec): RunPlan {
  if (!mutant) return { scenario, settings, seed, schedule };
  const { parts, guest } = mutant;
  return { scenario: guest ? withGuest(scenario, guest) : scenario, settings, seed, schedule, parts };
}

/** The same world with another guest. */
function withGuest(scenario: JudgedScenario, name: GuestName): JudgedScenario {
  const { commandLine, ramBytes, diskSectors } = guestNamed(name);
  const topology = (settings: Settings): Topology => {
    const usual = scenario.topology(settings);
    return withVms(usual, ({ machine }) => ({
      guest: name,
      commandLine,
      machine: { ...machine, ramBytes, diskSectors },
    }));
  };
  return { ...scenario, topology };
}

/**
 * How to judge a schedule that somebody wrote: in the first regime that has all its kinds of fault, and as bounded only
 * while at most one that can raise suspicion strikes without the guard, for the pair is protected when the first comes.
 */
export function regimeOf(schedule: readonly Fault[], kinds: ReadonlyMap<string, Pick<FaultKind, "regimes">>): Regime {
  const allows = (regime: Regime) => schedule.every(({ kind }) => kinds.get(kind)?.regimes.includes(regime) ?? true);
  const unguarded = schedule.filter(({ kind, guard }) => !guard && SUSPICIOUS.has(kind));
  if (unguarded.length <= 1 && allows("bounded")) return "bounded";
  return allows("unbounded") ? "unbounded" : "corrupting";
}

const SUSPICIOUS: ReadonlySet<string> = new Set([
  "crash",
  "crash-at-step",
  "power-loss",
  "pause",
  "isolate",
  "partition",
  "partition-sides",
]);

/** One run of so many is lived through again by a bare VM. */
const ORACLE_SHARE = 4;

/** Chosen by the seed, so that a repro of what it finds finds it again. What corrupts a machine makes it part from its log. */
function oracleOf({ seed, regime }: RunSpec, vm: VmView, environment: Environment): BareVm | null {
  if (seed % ORACLE_SHARE !== 0 || regime === "corrupting") return null;
  return bareVm(vm, environment.machineOf(vm), environment.platform);
}

interface Watching {
  /** See each event after the properties have. */
  readonly observers?: readonly TraceObserver[];
  /** Sees all that crosses the links. */
  readonly tap?: Tap | undefined;
  /** The event that is now observed showed the run's first violation. Called after the observers saw it. */
  readonly violated?: () => void;
  /** Turns the crank; absent: to the end. */
  readonly drive?: (world: World, panel: Panel) => void;
  /** A world that has already gone some way, and what it told on it; absent: one just powered on. */
  readonly resumed?: { readonly world: World; readonly past: readonly TraceEvent[] };
}

/**
 * The stack under test asserts what it believes. An assertion of it that fails is a finding like any other, and ends the
 * run; whatever else is thrown is a fault of the harness.
 */
function runGuarded(panel: Panel, run: () => void): Judgement | null {
  try {
    run();
    return null;
  } catch (error) {
    if (!(error instanceof Error) || !thrownInCore(error)) throw error;
    const violation = { ...panel.here, expected: assertions.claim, found: error.message };
    return {
      property: assertions,
      verdict: "violated",
      violations: [violation],
      pending: [],
      excusedBy: null,
      witnessed: 1,
    };
  }
}

function thrownInCore({ stack = "" }: Error): boolean {
  return /[\\/]core[\\/]/.test(stack.split("\n").find((line) => line.startsWith("    at ")) ?? "");
}

/** Runs to the end, whatever is violated on the way. */
export function performRun(spec: RunSpec, environment: Environment, watching: Watching = {}): RunResult {
  const startedMs = performance.now();
  const { scenario, settings, seed, schedule, regime, mutant } = spec;
  const { observers = [], tap, violated, drive = (driven: World) => driven.run(), resumed } = watching;
  const world = resumed?.world ?? createWorld(planOf(spec), environment);
  try {
    const panel = new Panel(propertiesOf(scenario), world.setup.topology, (vm) => ({
      regime,
      faultKinds: faultKindsOf(scenario),
      bareVm: oracleOf(spec, vm, environment),
    }));
    let failed = false;
    for (const event of resumed?.past ?? []) panel.observe(event);
    world.observe((event) => {
      panel.observe(event);
      for (const observe of observers) observe(event);
      if (!failed && panel.violated()) {
        failed = true;
        violated?.();
      }
    });
    if (tap) world.tap(tap);
    const broken = runGuarded(panel, () => drive(world, panel));
    const verdicts = panel
      .verdicts()
      .map((all) => (broken ? all.map((one) => (one.property === assertions ? broken : one)) : all));
    const isSeveral = verdicts.length > 1;
    const violations = verdicts
      .flatMap((all, vm) => violationsOf(all, panel.here, isSeveral ? panel.trials[vm]!.vm.name : undefined))
      .toSorted((a, b) => a.seq - b.seq);
    const judgements = verdicts.flat();
    const names = [...new Set(judgements.map(({ property }) => property.name))];
    const figures = panel.trials.map(({ summary }) => summary.figures());
    const vms = panel.trials.map(({ vm: { name }, jury }, vm): VmResult => {
      return { name, outcome: outcomeOf(jury), properties: verdicts[vm]!.map(propertyResult), ...figures[vm]! };
    });
    return {
      schemaVersion: SCHEMA_VERSION,
      version,
      scenario: scenario.name,
      settings,
      seed,
      mutant: mutant?.id ?? null,
      verdict: violations.length > 0 ? "fail" : "pass",
      outcome: broken ? "crashed" : world.ended !== "done" ? "stuck" : worst(vms.map(({ outcome }) => outcome)),
      traceHash: world.traceHash,
      virtualNs: world.nowNs,
      events: world.eventCount,
      wallMs: Math.round(performance.now() - startedMs),
      ...together(
        figures,
        vms.map(({ name }) => name),
      ),
      properties: names.map((name) => propertyResult(oneOf(judgements.filter((one) => one.property.name === name)))),
      violations,
      faults: schedule,
      repro: null,
      ...(isSeveral ? { vms } : {}),
    };
  } finally {
    world.discard();
  }
}
