/**
 * A repro: one file that makes a finding again, by itself. It holds the expanded schedule, so it needs no generator and
 * survives changes of them; and the trace hash, so that whoever replays it learns when the code has moved on.
 */
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { faultKindsOf } from "../scenarios/scenario.ts";
import { checkSchedule, ScheduleError } from "../sim/faults/schedule.ts";
import type { RunSpec } from "./run.ts";
import type { RunResult } from "./result.ts";
import { mutantNamed } from "./mutants/named.ts";
import { regimes, scenarioNamed, settingsFor } from "./spec.ts";
import { UsageError } from "./usage-error.ts";
import { version } from "./version.ts";

const FORMAT = 1;

const schema = z.strictObject({
  lockstepRepro: z.literal(FORMAT),
  /** Of the lockstep that wrote it. */
  version: z.string(),
  scenario: z.string(),
  settings: z.record(z.string(), z.int()),
  seed: z.int().min(0),
  regime: z.enum(regimes),
  /** Id of a built-in one, or the path of a module. */
  mutant: z.string().nullable(),
  faults: z.array(z.looseObject({ kind: z.string() })),
  /** The property that it violates; null: none, it is kept as an example of what must hold. */
  property: z.string().nullable(),
  traceHash: z.string(),
  /** One line on what it was. */
  note: z.string().optional(),
});

export type Repro = z.infer<typeof schema>;

export function reproOf(result: RunResult, spec: RunSpec, property: string | null): Repro {
  return {
    lockstepRepro: FORMAT,
    version,
    scenario: spec.scenario.name,
    settings: spec.settings,
    seed: spec.seed,
    regime: spec.regime,
    mutant: spec.mutant?.id ?? null,
    faults: spec.schedule.map((fault) => ({ ...fault })),
    property,
    traceHash: result.traceHash,
  };
}

/** Throws a `UsageError` that says what is wrong with the file. */
export async function readRepro(path: string): Promise<{ readonly repro: Repro; readonly spec: RunSpec }> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${path}: ${error.code === "ENOENT" ? "no such file" : error.message}; expected a repro file`);
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UsageError(`${path}: not JSON; expected a repro file, as \`lockstep check\` writes it`);
  }
  if (typeof value !== "object" || value === null || !("lockstepRepro" in value))
    throw new UsageError(`${path}: not a repro (no "lockstepRepro"); expected a file that \`lockstep check\` wrote`);
  if (value.lockstepRepro !== FORMAT)
    throw new UsageError(
      `${path}: repro format ${JSON.stringify(value.lockstepRepro)}; this version reads format ${FORMAT}`,
    );
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new UsageError(`${path}: ${issue!.path.join(".")}: ${issue!.message}`);
  }
  const repro = parsed.data;
  try {
    return { repro, spec: await specOf(repro) };
  } catch (error) {
    if (error instanceof UsageError || error instanceof ScheduleError)
      throw new UsageError(`${path}: ${error.message}`);
    throw error;
  }
}

/** What the repro runs. */
export async function specOf(repro: Repro): Promise<RunSpec> {
  const scenario = await scenarioNamed(repro.scenario);
  const settings = settingsFor(scenario, Object.entries(repro.settings));
  return {
    scenario,
    settings,
    seed: repro.seed,
    schedule: checkSchedule(repro.faults, scenario.topology(settings), faultKindsOf(scenario)),
    regime: repro.regime,
    mutant: repro.mutant === null ? null : await mutantNamed(repro.mutant),
  };
}
