/** Keeps a run's trace in memory while it happens, for a report of the same process. */
import type { RunResult } from "../properties/result.ts";
import type { RunSpec } from "../properties/run.ts";
import { version } from "../properties/version.ts";
import type { Transmission, Tap } from "../sim/network/tap.ts";
import type { TraceEvent, TraceObserver } from "../sim/trace.ts";
import { TRACE_FORMAT, type TraceFile, type TraceHeader } from "./trace-file.ts";

/** `command` makes the run again. */
export function traceHeader({ scenario, seed, settings, mutant }: RunSpec, command: string): TraceHeader {
  const hosts = scenario.topology(settings).hosts.map(({ name }) => name);
  const id = mutant?.id ?? null;
  return {
    lockstepTrace: TRACE_FORMAT,
    version,
    scenario: scenario.name,
    seed,
    settings,
    mutant: id,
    command,
    hosts,
  };
}

export class Collector {
  readonly #header: TraceHeader;
  readonly #events: TraceEvent[] = [];
  readonly #wire: Transmission[] = [];

  constructor(spec: RunSpec, command: string) {
    this.#header = traceHeader(spec, command);
  }

  readonly observe: TraceObserver = (event) => {
    this.#events.push(event);
  };

  readonly tap: Tap = (sent) => {
    this.#wire.push(sent);
  };

  trace(result: RunResult): TraceFile {
    return { header: this.#header, events: this.#events, wire: this.#wire, result };
  }
}
