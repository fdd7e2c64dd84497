import { writeFile } from "node:fs/promises";
import { readRepro, reproOf } from "../../properties/repro.ts";
import { performRun } from "../../properties/run.ts";
import { inOrder } from "../../properties/forks.ts";
import { shrink } from "../../properties/shrink.ts";
import { Trial } from "../../properties/shrink-run.ts";
import { UsageError } from "../../properties/usage-error.ts";
import { count } from "../../properties/words.ts";
import { faultLines } from "../terminal/run-text.ts";
import { StatusLine } from "../terminal/status-line.ts";
import { createEnvironment } from "../../scenarios/environment.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Command } from "./table.ts";

/** Beside the file: found.json becomes found-shrunk.json, and stays that when it is shrunk again. */
function beside(path: string): string {
  return path.replace(/(-shrunk)?(\.json)?$/, "-shrunk.json");
}

/** Goes on until nothing can be taken away: one pass is bounded, and what it leaves may allow another. */
export const command: Command = async (given) => {
  const path = given.operands[0]!;
  const { repro, spec } = await readRepro(path);
  const { property } = repro;
  if (property === null) throw new UsageError(`${path}: it violates no property: there is nothing to keep`);
  const environment = await createEnvironment();
  const status = new StatusLine(!given.json && !given.quiet);
  let runs = 0;
  const trial = new Trial(spec, property, environment);
  const fails = (schedule: readonly Fault[]): boolean => {
    status.show(`${count(++runs, "run")}, ${count(schedule.length, "fault")}`);
    return trial.fails(schedule);
  };
  const tell = (reproduced: boolean, schedule: readonly Fault[], to: string | null): void => {
    status.clear();
    if (given.json) {
      const faults = { before: spec.schedule.length, after: schedule.length };
      console.log(JSON.stringify({ schemaVersion: 1, property, reproduced, runs, faults, repro: to }));
    } else if (!reproduced) console.log(`no longer fails: ${property} holds; nothing to shrink`);
    else if (!given.quiet) {
      console.log(faultLines(schedule).join("\n"));
      console.log(to ? `wrote       ${to}` : "as small as it gets: nothing written");
      console.log(`after       ${count(runs, "run")}; replay: lockstep repro ${to ?? path}`);
    }
  };

  let schedule = inOrder(spec.schedule);
  if (!fails(schedule)) {
    tell(false, spec.schedule, null);
    return 0;
  }
  for (let before = ""; before !== JSON.stringify(schedule);) {
    before = JSON.stringify(schedule);
    ({ schedule } = shrink(schedule, fails));
  }
  if (JSON.stringify(schedule) === JSON.stringify(spec.schedule)) {
    tell(true, schedule, null);
    return 0;
  }
  const small = { ...spec, schedule };
  const note = repro.note === undefined ? {} : { note: repro.note };
  const smaller = { ...reproOf(performRun(small, environment), small, property), ...note };
  const to = beside(path);
  const text = `${JSON.stringify(smaller, null, 2)}\n`;
  await writeFile(to, text).catch((error: Error) => {
    console.error(text);
    throw new UsageError(`cannot write ${to}: ${error.message}; the repro is printed above`);
  });
  tell(true, schedule, to);
  return 0;
};
