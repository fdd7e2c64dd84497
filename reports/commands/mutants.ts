import { randomInt } from "node:crypto";
import { runCampaign, type CampaignPlan, type CampaignResult, type Progress } from "../../properties/campaign.ts";
import { hunt, type Killed } from "../../properties/kill.ts";
import { mutants } from "../../properties/mutants/index.ts";
import { mutantNamed } from "../../properties/mutants/named.ts";
import { Workers } from "../../properties/workers.ts";
import { HarnessError } from "../../properties/usage-error.ts";
import { count } from "../../properties/words.ts";
import { mutantsText } from "../terminal/mutants-text.ts";
import { StatusLine } from "../terminal/status-line.ts";
import { campaignScenarios } from "./campaign-command.ts";
import { writeMutantsReport } from "./report-files.ts";
import type { Command } from "./table.ts";

/** Runs in which a mutant must be killed, and of the clean build for each seed. */
const RUNS = 300;
const CLEAN_RUNS = 64;
/** What most mutants break, they break where everything must hold. */
const USUAL = "bounded";
/** A mutant is tried with this many campaigns; the figure is their median. */
const SEEDS = 3;
const INTERRUPTED = 130;

export const command: Command = async (given) => {
  const seed = given.seed ?? randomInt(2 ** 31);
  const runs = given.runs ?? RUNS;
  const chosen = given.operands.length > 0 ? await Promise.all(given.operands.map(mutantNamed)) : mutants;
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  const workers = new Workers(given.jobs ?? null);
  const plan = (changed: Partial<CampaignPlan>): CampaignPlan => ({
    campaign: seed,
    scenarios: campaignScenarios,
    regime: USUAL,
    changes: {},
    mutant: null,
    runs,
    timeMs: null,
    first: 0,
    prefer: null,
    stopEarly: false,
    shrinks: true,
    ...changed,
  });
  const status = new StatusLine(!given.json && !given.quiet);
  let unfinished = 0;
  const told: Killed[] = [];
  for (const mutant of chosen) {
    if (stop.signal.aborted) break;
    const hunted = { campaign: seed, campaigns: SEEDS, scenarios: campaignScenarios, regime: USUAL, runs } as const;
    const { killed, unfinished: lost } = await hunt(mutant, hunted, workers, stop.signal, (done, i) =>
      status.show(`${mutant.id}: ${count(done, "run")} of seed ${i} of ${SEEDS}`),
    );
    status.clear();
    unfinished += lost;
    told.push(killed);
    if (!given.json && !given.quiet) console.log(mutantsText(told.slice(-1)));
  }
  // With the seeds that killed: of the scenarios that the mutants are about, or of all.
  const about = [...new Set(chosen.map(({ scenario }) => scenario).filter(Boolean))];
  const scenariosOf = given.operands.length > 0 && about.length > 0 ? { scenarios: about } : {};
  const clean: CampaignResult[] = [];
  for (let i = 0; i < SEEDS && !stop.signal.aborted; i++) {
    const changed = { campaign: seed + i, runs: Math.min(runs, CLEAN_RUNS), ...scenariosOf };
    const listener = { progress: (now: Progress) => status.show(`the clean build: ${count(now.runs, "run")}`) };
    clean.push(await runCampaign(plan(changed), workers, stop.signal, listener));
    status.clear();
  }
  for (const { breakages } of clean) unfinished += breakages.length;
  await workers.end();
  const alive = told.filter(({ killed }) => !killed);
  const page =
    given.report === undefined || clean.length === 0
      ? null
      : await writeMutantsReport(
          given.report,
          told,
          clean,
          ["lockstep mutants", ...given.operands, `--seed ${seed} --runs ${runs}`].join(" "),
        );
  const findings = clean.flatMap((one) =>
    one.findings.map(({ property, scenario, index }) => ({ property, scenario, seed: one.seed, index })),
  );
  const cleanRuns = clean.reduce((sum, one) => sum + one.runs, 0);
  if (given.json)
    console.log(JSON.stringify({ schemaVersion: 1, seed, mutants: told, clean: { runs: cleanRuns, findings } }));
  else {
    console.log(
      `${told.length - alive.length} of ${told.length} killed, seed ${seed}; the clean build: ${findings.length} findings in ${cleanRuns} runs of the same seeds`,
    );
    if (page && !given.quiet) console.log(`report: ${page}`);
    if (alive.length > 0) console.log(`alive: ${alive.map(({ id }) => id).join(", ")}`);
  }
  if (stop.signal.aborted) return INTERRUPTED;
  if (unfinished > 0) throw new HarnessError(`${unfinished} runs were not finished`);
  return alive.length > 0 || findings.length > 0 ? 1 : 0;
};
