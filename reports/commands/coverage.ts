import { fork } from "node:child_process";
import { randomInt } from "node:crypto";
import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { CampaignPlan } from "../../properties/campaign.ts";
import type { Order, Told } from "../../properties/coverage/campaign.ts";
import { scenarioNamed } from "../../properties/spec.ts";
import { HarnessError } from "../../properties/usage-error.ts";
import { version } from "../../properties/version.ts";
import { codeCoverage } from "../coverage/code.ts";
import { linesOf, type Coverage, type GuestCoverage } from "../coverage/coverage.ts";
import { guestLcov } from "../coverage/guest-lcov.ts";
import { coveragePage } from "../coverage/coverage-page.ts";
import { coverageText } from "../coverage/coverage-text.ts";
import { ProgressLine } from "../terminal/campaign-text.ts";
import { imagePath } from "../../scenarios/environment.ts";
import { coverageOf, linesCovered, sumOf } from "../../scenarios/guest-coverage/blocks.ts";
import type { Executed } from "../../scenarios/guest-coverage/executed.ts";
import { scenarios } from "../../scenarios/index.ts";
import { writeOut } from "./report-files.ts";
import type { Command } from "./table.ts";

const RUNS = 64;
const INTERRUPTED = 130;
const REGIME = "bounded";
/** Folder of the marked sources, within that of the report. */
const SOURCES = "core";

type Measured = Extract<Told, { readonly result: unknown }>;

export const command: Command = async (given) => {
  const { operands, json = false, quiet = false, lcov = null, report = null } = given;
  const chosen =
    operands.length > 0 ? operands : scenarios.filter(({ tags }) => tags.includes("campaign")).map(({ name }) => name);
  await Promise.all(chosen.map(scenarioNamed));
  const plan: CampaignPlan = {
    campaign: given.seed ?? randomInt(2 ** 32),
    scenarios: chosen,
    regime: REGIME,
    changes: {},
    mutant: null,
    runs: given.runs ?? RUNS,
    timeMs: null,
    first: 0,
    prefer: null,
    stopEarly: false,
    shrinks: true,
  };
  // Where it cannot be written, say so before the campaign, not after.
  if (lcov !== null) await writeOut(lcov, "");
  const counts = await mkdtemp(join(tmpdir(), "lockstep-coverage-"));
  try {
    const progress = new ProgressLine(!json && !quiet, plan.runs);
    const { result, executed } = await measure({ plan, jobs: given.jobs ?? null }, counts, progress);
    progress.clear();
    const coverage: Coverage = {
      schemaVersion: 1,
      version,
      scenarios: chosen,
      seed: plan.campaign,
      runs: result.runs,
      findings: result.findings.map(({ property, scenario, index }) => ({ property, scenario, index })),
      code: await codeCoverage(counts, { lcov, html: report === null ? null : join(report, SOURCES) }),
      behaviour: result.coverage.listed,
      guests: await guestsOf(executed),
      wallMs: result.wallMs,
      interrupted: result.interrupted,
    };
    if (lcov !== null) await appendFile(lcov, coverage.guests.map(guestLcov).join(""));
    const line = `lockstep coverage ${chosen.join(" ")} --runs ${plan.runs} --seed ${plan.campaign}`;
    const page = report === null ? null : join(report, "index.html");
    if (page !== null) await writeOut(page, coveragePage(coverage, line, `${SOURCES}/index.html`));
    if (json) console.log(JSON.stringify(coverage));
    else if (!quiet || result.findings.length > 0) console.log(coverageText(coverage));
    if (page !== null && !json && !quiet) console.log(`report      ${page}`);
    if (result.interrupted) return INTERRUPTED;
    if (result.breakages.length > 0) throw new HarnessError(result.breakages[0]!.message);
    return result.findings.length > 0 ? 1 : 0;
  } finally {
    await rm(counts, { recursive: true, force: true });
  }
};

/** Resolves when the process has ended, for only then its counts are there. */
function measure(order: Order, counts: string, progress: ProgressLine): Promise<Measured> {
  const module = new URL("../../properties/coverage/campaign.js", import.meta.url);
  const child = fork(fileURLToPath(module), {
    serialization: "advanced",
    env: { ...process.env, NODE_V8_COVERAGE: counts },
  });
  // Ctrl-C reaches both: the child ends its campaign with what it has, and this waits for that.
  const waitOn = () => {};
  process.on("SIGINT", waitOn);
  let measured: Measured | null = null;
  child.on("message", (told: Told) => {
    if ("progress" in told) progress.show(told.progress);
    else measured = told;
  });
  child.send(order);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => {
      process.removeListener("SIGINT", waitOn);
      if (measured) resolve(measured);
      else reject(new HarnessError(`the campaign's process ended with ${code} and no result`));
    });
  });
}

function guestsOf(executed: Executed): Promise<readonly GuestCoverage[]> {
  return Promise.all(
    [...executed].map(async ([guest, addresses]) => {
      const image = await readFile(imagePath(guest));
      const functions = coverageOf(image, addresses);
      const sum = (part: "blocks" | "instructions") => sumOf(functions.map((one) => one[part]));
      const files = linesCovered(image, addresses);
      const lines = sumOf(files.map((file) => linesOf(file.lines)));
      return { guest, blocks: sum("blocks"), instructions: sum("instructions"), functions, lines, files };
    }),
  );
}
