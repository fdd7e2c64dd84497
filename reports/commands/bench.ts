/**
 * The figures of `docs/BENCHMARKS.md`. Each suite runs in a process of its own, one after the other: what one leaves
 * behind in the engine's caches does not help or hinder the next.
 */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { BenchResult, SuiteResult } from "../../bench/figure.ts";
import { thisHost } from "../../bench/host.ts";
import { suites } from "../../bench/suites/index.ts";
import type { Suite } from "../../bench/suites/suite.ts";
import { HarnessError, named, UsageError } from "../../properties/usage-error.ts";
import { version } from "../../properties/version.ts";
import { changesText, compareBenches } from "../bench/bench-compare.ts";
import { benchDocument } from "../bench/bench-document.ts";
import { suiteText } from "../bench/bench-text.ts";
import { writeOut } from "./report-files.ts";
import type { Command } from "./table.ts";

const OUTPUT_MAX_BYTES = 16 << 20;

const run = promisify(execFile);

async function measureHere(suite: Suite, quick: boolean): Promise<SuiteResult> {
  const { name, title, method } = suite;
  const startedMs = performance.now();
  const measured = await suite.measure(quick);
  return { name, title, method, ...measured, wallMs: Math.round(performance.now() - startedMs) };
}

async function measureApart({ name }: Suite, quick: boolean): Promise<SuiteResult> {
  const args = [process.argv[1]!, "bench", name, "--json", ...(quick ? ["--quick"] : [])];
  try {
    const { stdout } = await run(process.execPath, args, { maxBuffer: OUTPUT_MAX_BYTES });
    return (JSON.parse(stdout) as BenchResult).suites[0]!;
  } catch (error) {
    throw new HarnessError(`bench ${name}: ${(error as Error).message}`);
  }
}

async function readEarlier(path: string): Promise<BenchResult> {
  const expected = "expected what lockstep bench --json printed";
  let result: Partial<BenchResult>;
  try {
    result = JSON.parse(await readFile(path, "utf8")) as Partial<BenchResult>;
  } catch (error) {
    throw new UsageError(`--compare ${path}: ${(error as Error).message}; ${expected}`);
  }
  if (result.schemaVersion !== 1 || !Array.isArray(result.suites))
    throw new UsageError(`--compare ${path}: no suites of schema version 1 in it; ${expected}`);
  return result as BenchResult;
}

export const command: Command = async ({ operands, quick = false, json = false, compare, document, ...given }) => {
  const chosen = operands.length > 0 ? operands.map((name) => named("suite", name, suites)) : suites;
  const earlier = compare === undefined ? null : await readEarlier(compare);
  const results: SuiteResult[] = [];
  for (const suite of chosen) {
    const result = await (chosen.length === 1 ? measureHere : measureApart)(suite, quick);
    results.push(result);
    if (!json && !given.quiet) console.log(`${suiteText(result)}\n`);
  }
  const date = new Date().toISOString().slice(0, "YYYY-MM-DD".length);
  const bench: BenchResult = { schemaVersion: 1, version, date, quick, host: thisHost(), suites: results };
  if (document !== undefined) await writeOut(document, benchDocument(bench));
  const changes = earlier && compareBenches(bench, earlier);
  if (json) console.log(JSON.stringify(changes ? { ...bench, changes } : bench));
  else if (changes) console.log(changesText(changes));
  return 0;
};
