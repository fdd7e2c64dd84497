/** What several commands do alike. */
import { closeSync, createReadStream, createWriteStream, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import { constants, createBrotliCompress } from "node:zlib";
import type { RunSpec } from "../properties/run.ts";
import type { RunResult } from "../properties/result.ts";
import { UsageError } from "../properties/usage-error.ts";
import { version } from "../properties/version.ts";
import { TRACE_FORMAT, traceLine } from "../reports/trace-file.ts";
import type { Tap } from "../sim/network/tap.ts";
import type { TraceObserver } from "../sim/trace.ts";

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

const CHUNK_BYTES = 1 << 20;

/** A trace on its way into a file: written as it happens, so that it may be longer than memory. */
export interface TraceWriter {
  readonly observe: TraceObserver;
  readonly tap: Tap;
  end(result: RunResult): Promise<void>;
}

export function writeTrace(path: string, spec: RunSpec, command: string): TraceWriter {
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
  const { scenario, seed, settings, mutant } = spec;
  const hosts = scenario.topology(settings).hosts.map(({ name }) => name);
  write(
    traceLine({
      lockstepTrace: TRACE_FORMAT,
      version,
      scenario: scenario.name,
      seed,
      settings,
      mutant: mutant?.id ?? null,
      command,
      hosts,
    }),
  );
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
