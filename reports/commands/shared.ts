/** What several commands do alike. */
import {
  closeSync,
  createReadStream,
  createWriteStream,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { constants, createBrotliCompress } from "node:zlib";
import type { Repro } from "../../properties/repro.ts";
import type { RunSpec } from "../../properties/run.ts";
import type { RunResult } from "../../properties/result.ts";
import { UsageError } from "../../properties/usage-error.ts";
import { Collector, traceHeader } from "../collect.ts";
import { traceLine } from "../trace-file.ts";
import type { Tap } from "../../sim/network/tap.ts";
import type { TraceObserver } from "../../sim/trace.ts";
import { writeRunReport } from "./report-files.ts";

/** The command that makes a run again, as one pastes it. */
export function runCommand(spec: RunSpec, faults: string | undefined): string {
  const changed = spec.scenario.settings.filter(({ name, byDefault }) => spec.settings[name] !== byDefault);
  return [
    `lockstep run ${spec.scenario.name} --seed ${spec.seed}`,
    ...changed.map(({ name }) => `--set ${name}=${spec.settings[name]}`),
    ...(faults === undefined ? [] : [`--faults ${faults}`]),
    ...(spec.mutant ? [`--mutant ${spec.mutant.id}`] : []),
  ].join(" ");
}

/** Writes a repro and returns its path; where that fails it is printed, so that nothing found is lost. */
export function writeRepro(folder: string, name: string, repro: Repro): string | null {
  const path = join(folder, name);
  const text = `${JSON.stringify(repro, null, 2)}\n`;
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, text);
    return path;
  } catch (error) {
    console.error(`lockstep: cannot write ${path}: ${(error as Error).message}; the repro follows\n${text}`);
    return null;
  }
}

const CHUNK_BYTES = 1 << 20;

/** A trace on its way into a file: written as it happens, so that it may be longer than memory. */
interface TraceWriter {
  readonly observe: TraceObserver;
  readonly tap: Tap;
  end(result: RunResult): Promise<void>;
}

function writeTrace(path: string, spec: RunSpec, command: string): TraceWriter {
  // Brotli is not written synchronously: the plain lines wait in a file beside it.
  const compressed = path.endsWith(".br");
  const plain = compressed ? `${path}.part` : path;
  let file: number;
  try {
    file = openSync(plain, "w");
  } catch (error) {
    throw new UsageError(`--trace ${path}: ${(error as Error).message}; expected a file that can be written`);
  }
  let chunk: string[] = [];
  let chunkBytes = 0;
  const flush = () => {
    writeSync(file, chunk.join(""));
    chunk = [];
    chunkBytes = 0;
  };
  const write = (line: string) => {
    chunk.push(line, "\n");
    chunkBytes += line.length;
    if (chunkBytes >= CHUNK_BYTES) flush();
  };
  write(traceLine(traceHeader(spec, command)));
  return {
    observe: (event) => write(traceLine(event)),
    tap: (wire) => write(traceLine({ wire })),
    async end(result) {
      write(traceLine({ result }));
      flush();
      closeSync(file);
      if (!compressed) return;
      const brotli = createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });
      await pipeline(createReadStream(plain), brotli, createWriteStream(`${path}.whole`));
      renameSync(`${path}.whole`, path);
      rmSync(plain);
    },
  };
}

/** What `--trace` and `--report` ask for: they see the same run. */
export function traceOutputs(
  { trace, report }: { readonly trace?: string; readonly report?: string },
  spec: RunSpec,
  command: string,
) {
  const writer = trace === undefined ? null : writeTrace(trace, spec, command);
  const kept = report === undefined ? null : new Collector(spec, command);
  const both = [writer, kept].filter((one) => one !== null);
  const tap: Tap = (sent) => both.forEach((one) => one.tap(sent));
  return {
    observers: both.map((one): TraceObserver => one.observe),
    tap: both.length > 0 ? tap : undefined,
    /** The page that was written, if one was asked for. */
    async end(result: RunResult): Promise<string | null> {
      await writer?.end(result);
      return kept && report !== undefined ? writeRunReport(report, kept.trace(result)) : null;
    },
  };
}
