/**
 * The figures of `docs/BENCHMARKS.md`. Each suite runs in a process of its own, one after the other: what one leaves
 * behind in the engine's caches does not help or hinder the next.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import type { BenchResult, SuiteResult } from "../../bench/figure.ts";
import { thisHost } from "../../bench/host.ts";
import { measureSuite } from "../../bench/measure.ts";
import { suites } from "../../bench/suites/index.ts";
import type { Suite } from "../../bench/suites/suite.ts";
import { HarnessError, named, UsageError } from "../../properties/usage-error.ts";
import { version } from "../../properties/version.ts";
import { changesText, compareBenches } from "../bench/bench-compare.ts";
import { benchDocument } from "../bench/bench-document.ts";
import { suiteText } from "../bench/bench-text.ts";
import { StatusLine } from "../terminal/status-line.ts";
import { writeOut } from "./report-files.ts";
import type { Command } from "./table.ts";

const DATE_FORMAT = "YYYY-MM-DD";

/** In this process where it is the only one. */
async function measure(suite: Suite, apart: boolean, quick: boolean, quiet: boolean): Promise<SuiteResult> {
  if (apart) return measureApart(suite, quick, quiet);
  const status = new StatusLine(!quiet);
  const result = await measureSuite(suite, { quick, progress: (text) => status.announce(text) });
  status.clear();
  return result;
}

/** A process that dies leaves a hole, as a part that fails does. */
async function measureApart({ name, title, method }: Suite, quick: boolean, quiet: boolean): Promise<SuiteResult> {
  const startedMs = performance.now();
  const args = [
    process.argv[1]!,
    "bench",
    name,
    "--json",
    ...(quick ? ["--quick"] : []),
    ...(quiet ? ["--quiet"] : []),
  ];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "close");
  try {
    return (JSON.parse(await text(child.stdout)) as BenchResult).suites[0]!;
  } catch {
    const [code, signal] = (await ended) as [number | null, string | null];
    const failed = [`all of it (its process ended with ${signal ?? `exit code ${code}`})`];
    return { name, title, method, figures: [], missing: [], failed, wallMs: Math.round(performance.now() - startedMs) };
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

export const command: Command = async ({ operands, compare, document, ...given }) => {
  const { quick = false, json = false, quiet = false } = given;
  const chosen = operands.length > 0 ? operands.map((name) => named("suite", name, suites)) : suites;
  const earlier = compare === undefined ? null : await readEarlier(compare);
  const results: SuiteResult[] = [];
  for (const suite of chosen) {
    const result = await measure(suite, chosen.length > 1, quick, quiet);
    results.push(result);
    if (!json && !quiet) console.log(`${suiteText(result)}\n`);
  }
  const date = new Date().toISOString().slice(0, DATE_FORMAT.length);
  const bench: BenchResult = { schemaVersion: 1, version, date, quick, host: thisHost(), suites: results };
  if (document !== undefined) await writeOut(document, benchDocument(bench));
  const changes = earlier && compareBenches(bench, earlier);
  if (json) console.log(JSON.stringify(changes ? { ...bench, changes } : bench));
  else if (changes) console.log(changesText(changes));
  const failed = results.flatMap((result) => result.failed.map((what) => `${result.name}: ${what}`));
  if (failed.length > 0) throw new HarnessError(`not everything was measured: ${failed.join("; ")}`);
  return 0;
};
