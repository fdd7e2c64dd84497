import { basename, dirname, join } from "node:path";
import { UsageError } from "../../properties/usage-error.ts";
import { jsonLines } from "../export/json-lines.ts";
import { junitOfRun } from "../export/junit.ts";
import { captureFiles } from "../export/pcap.ts";
import { perfettoTrace } from "../export/perfetto.ts";
import { transcript } from "../export/text.ts";
import { runPage } from "../html/run-page.ts";
import { readTrace, type TraceFile } from "../trace-file.ts";
import { STDOUT, writeOut } from "./report-files.ts";
import type { Command } from "./table.ts";

function junit({ header, result }: TraceFile, path: string): string {
  if (!result) throw new UsageError(`${path}: no result in it, the run was interrupted; expected a whole trace`);
  return junitOfRun(result, header.command);
}

/** Beside the trace, named after it: run.jsonl.br becomes run.html. */
function beside(path: string, ending: string): string {
  return join(dirname(path), basename(path).replace(/(\.jsonl?)?(\.br)?$/, ending));
}

export const command: Command = async (given) => {
  const path = given.operands[0]!;
  const trace = readTrace(path);
  const say = (written: string) => {
    if (!given.quiet && written !== STDOUT) console.error(`wrote ${written}`);
  };
  const forms = [
    [given.perfetto, () => perfettoTrace(trace)],
    [given.junit, () => junit(trace, path)],
    [given.jsonl, () => jsonLines(trace)],
    [given.text, () => transcript(trace)],
  ] as const;
  for (const [to, make] of forms) if (to !== undefined) say(await writeOut(to, make()));
  if (given.pcap !== undefined) {
    if (trace.wire.length === 0) {
      throw new UsageError(`${path}: it says nothing of the links; expected a trace made by \`lockstep run --trace\``);
    }
    const folder = given.pcap === STDOUT ? beside(path, "-pcap") : given.pcap;
    for (const { name, bytes } of captureFiles(trace.wire)) say(await writeOut(join(folder, name), bytes));
  }
  if (given.html !== undefined || (given.pcap === undefined && forms.every(([to]) => to === undefined))) {
    const to = given.html === undefined || given.html === STDOUT ? beside(path, ".html") : given.html;
    say(await writeOut(to, runPage(trace)));
  }
  return 0;
};
