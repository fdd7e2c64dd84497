/** The page of one run: a space-time diagram of its trace, its curves, its verdict. */
import type { TraceFile } from "../trace-file.ts";
import { page } from "./page.ts";
import { runData } from "./run-data.ts";

export function runPage(trace: TraceFile): string {
  const { header, result } = trace;
  const verdict = result === null ? "" : ` · ${result.verdict}`;
  return page("run", `${header.scenario} · seed ${header.seed}${verdict}`, runData(trace));
}
