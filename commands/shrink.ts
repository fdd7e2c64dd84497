import { writeFileSync } from "node:fs";
import { readRepro } from "../properties/repro.ts";
import { shrinkRun } from "../properties/task.ts";
import { UsageError } from "../properties/usage-error.ts";
import { count } from "../properties/words.ts";
import { faultLines } from "../reports/terminal/run-text.ts";
import { createEnvironment } from "../scenarios/environment.ts";
import type { Command } from "./table.ts";

export const command: Command = async ({ operands, json, quiet }) => {
  const path = operands[0]!;
  const { repro, spec } = await readRepro(path);
  if (repro.property === null) throw new UsageError(`${path}: violates nothing, so there is nothing to shrink`);
  const small = shrinkRun(spec, repro.property, await createEnvironment());
  if (!small.result.violations.some(({ property }) => property === repro.property))
    throw new UsageError(`${path}: ${repro.property} holds now, so there is nothing to shrink`);
  const { faults } = small.repro;
  const smaller = JSON.stringify(faults) !== JSON.stringify(repro.faults);
  if (smaller) {
    const text = JSON.stringify({ ...small.repro, ...(repro.note === undefined ? {} : { note: repro.note }) }, null, 2);
    try {
      writeFileSync(path, `${text}\n`);
    } catch (error) {
      throw new UsageError(`${path}: ${(error as Error).message}; expected a file that can be written`);
    }
  }
  const told = { repro: path, before: repro.faults.length, after: faults.length, runs: small.runs, smaller, faults };
  if (json) console.log(JSON.stringify({ schemaVersion: 1, ...told }));
  else if (!quiet) {
    console.log(
      `${count(told.before, "fault")} before, ${told.after} after ${count(small.runs, "run")}${smaller ? "" : ": as small as before"}`,
    );
    console.log(faultLines(small.result.faults).join("\n"));
  }
  return 0;
};
