/**
 * A trace in a file: JSON Lines. The first line says what was run (`TraceHeader`), then comes one line per event in
 * order, then, if the run was judged, one line with its result. A file that was cut short (an interrupted run) is a
 * valid trace without a result. Bytes are `{"base64": "..."}` wherever they occur.
 */
import { readFileSync } from "node:fs";
import { brotliDecompressSync } from "node:zlib";
import type { RunResult } from "../properties/result.ts";
import { UsageError } from "../properties/usage-error.ts";
import type { TraceEvent } from "../sim/trace.ts";
import type { Transmission } from "../sim/network/tap.ts";

export const TRACE_FORMAT = 1;

/** What was run: enough to make the run again and to draw its world. */
export interface TraceHeader {
  readonly lockstepTrace: typeof TRACE_FORMAT;
  /** Of lockstep. */
  readonly version: string;
  readonly scenario: string;
  readonly seed: number;
  readonly settings: Readonly<Record<string, number>>;
  readonly mutant: string | null;
  /** The exact command that makes this run again. */
  readonly command: string;
  /** Hosts in the order in which they are drawn; those that the header leaves out are drawn as they occur. */
  readonly hosts: readonly string[];
}

export interface TraceFile {
  readonly header: TraceHeader;
  readonly events: readonly TraceEvent[];
  /** What crossed the simulated links, if the run was asked to keep it. */
  readonly wire: readonly Transmission[];
  readonly result: RunResult | null;
}

function plain(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? { base64: Buffer.from(value).toString("base64") } : value;
}

function revive(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("base64" in value)) return value;
  return typeof value.base64 === "string" ? new Uint8Array(Buffer.from(value.base64, "base64")) : value;
}

/** One line of the file, without its line feed: the header, an event, `{wire}` or `{result}`. */
export function traceLine(
  line: TraceHeader | TraceEvent | { readonly wire: Transmission } | { readonly result: RunResult },
): string {
  return JSON.stringify(line, plain);
}

function parse(line: string, number: number): unknown {
  try {
    return JSON.parse(line, revive);
  } catch {
    throw new UsageError(`line ${number} is not JSON: expected one object per line`);
  }
}

function isHeader(value: unknown): value is TraceHeader {
  return typeof value === "object" && value !== null && "lockstepTrace" in value;
}

/** Throws a `UsageError`, with the line and what was expected, on anything that is not a trace. */
export function parseTrace(text: string): TraceFile {
  const lines = text.split("\n");
  const header = parse(lines[0] ?? "", 1);
  if (!isHeader(header)) throw new UsageError("line 1 is no trace header: expected a file made by `--trace`");
  if (header.lockstepTrace !== TRACE_FORMAT) {
    throw new UsageError(
      `trace format ${String(header.lockstepTrace)}: this version reads format ${String(TRACE_FORMAT)}`,
    );
  }
  const events: TraceEvent[] = [];
  const wire: Transmission[] = [];
  let result: RunResult | null = null;
  for (let i = 1; i < lines.length; i++) {
    // The last line of an interrupted run may be half a line.
    if (lines[i] === "" || (i === lines.length - 1 && !lines[i]!.endsWith("}"))) continue;
    const value = parse(lines[i]!, i + 1) as TraceEvent | { wire: Transmission } | { result: RunResult };
    if ("result" in value && !("kind" in value)) result = value.result;
    else if ("wire" in value) wire.push(value.wire);
    else if ("kind" in value) events.push(value);
    else throw new UsageError(`line ${i + 1} is neither an event nor a result`);
  }
  return { header, events, wire, result };
}

/** Reads a trace from its file, compressed if its name ends in `.br`. */
export function readTrace(path: string): TraceFile {
  let bytes: Buffer;
  try {
    const raw = readFileSync(path);
    bytes = path.endsWith(".br") ? brotliDecompressSync(raw) : raw;
  } catch (error) {
    throw new UsageError(`${path}: ${(error as Error).message}; expected a trace made by \`--trace\``);
  }
  try {
    return parseTrace(bytes.toString());
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(`${path}: ${error.message}`) : error;
  }
}
