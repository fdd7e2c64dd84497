/** Every option of every command, once: how it reads in help, and how its value is understood. */
import { UsageError } from "../../properties/usage-error.ts";
import { nearest } from "../../sim/nearest.ts";

/** The longest seed is the largest integer that JSON carries exactly. */
const SEED_MAX = Number.MAX_SAFE_INTEGER;

interface Option<Value> {
  readonly about: string;
  /** How the value reads in help; a switch has none. */
  readonly value?: string;
  readonly parse?: (text: string) => Value;
  /** May be given more than once. */
  readonly repeated?: boolean;
  /** What it means when it is given without a value. */
  readonly bare?: Value;
}

const option = <Value>(value: string, about: string, parse: (text: string) => Value): Option<Value> => ({
  about,
  value,
  parse,
});
const flag = (about: string): Option<boolean> => ({ about });
const text = (value: string, about: string): Option<string> => option(value, about, (given) => given);
/** A file to write; without a name it is standard output, or a place of the command's choice. */
const output = (value: string, about: string): Option<string> => ({ ...text(value, about), bare: "-" });

function integer(min: number, max: number): (given: string) => number {
  return (given) => {
    const number = /^-?\d+$/.test(given) ? Number(given) : NaN;
    if (!Number.isSafeInteger(number) || number < min || number > max)
      throw new UsageError(`expected an integer from ${min} to ${max}, got "${given}"`);
    return number;
  };
}

/** "60s", "5m", "1h", "500ms"; in milliseconds. */
function wallTime(given: string): number {
  const match = /^(\d+)(ms|s|m|h)$/.exec(given);
  if (!match) throw new UsageError(`expected a time such as 60s, 5m or 1h, got "${given}"`);
  return Number(match[1]) * { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }[match[2] as "ms" | "s" | "m" | "h"];
}

/** "64M", "512K"; whole pages below 2 GiB, in bytes. */
function memorySize(given: string): number {
  const match = /^(\d+)([KM])$/.exec(given);
  const bytes = match ? Number(match[1]) * { K: 1 << 10, M: 1 << 20 }[match[2] as "K" | "M"] : 0;
  if (bytes <= 0 || bytes % 4096 !== 0 || bytes >= 2 ** 31 - 2 ** 24)
    throw new UsageError(`expected a size such as 64M, from 4K to 2031M, got "${given}"`);
  return bytes;
}

function oneOf<Choice extends string>(...choices: readonly Choice[]): (given: string) => Choice {
  return (given) => {
    const choice = choices.find((known) => known === given);
    if (!choice) {
      const close = nearest(given, choices);
      throw new UsageError(`expected ${choices.join(", ")}, got "${given}"${close ? `: did you mean ${close}?` : ""}`);
    }
    return choice;
  };
}

/** "key=value" with an integer value. */
function setting(given: string): readonly [string, number] {
  const match = /^([^=]+)=(-?\d+)$/.exec(given);
  if (!match) throw new UsageError(`expected name=integer, got "${given}"`);
  return [match[1]!, Number(match[2])];
}

export const options = {
  seed: option("N", "the number that fixes everything that chance decides", integer(0, SEED_MAX)),
  set: { ...option("NAME=VALUE", "change a setting (see: lockstep list settings)", setting), repeated: true },
  faults: text("FILE|none", "use this fault schedule, or none, instead of a generated one"),
  mutant: text("ID|FILE", "swap in a wrong implementation, to test the tester"),
  twice: flag("run again and compare; a difference is an error of the harness (exit 3)"),
  trace: text("FILE", "write every event as JSON Lines; FILE.br is brotli-compressed"),
  report: text("DIR", "write a page for the browser into this folder"),
  html: output("[FILE]", "a page for the browser, beside the trace if not named (the default)"),
  perfetto: output("[FILE]", "a trace for ui.perfetto.dev and chrome://tracing"),
  pcap: output("[DIR]", "a packet capture of every simulated link"),
  junit: output("[FILE]", "JUnit XML, for CI"),
  jsonl: output("[FILE]", "JSON Lines, with every event in words and what caused it"),
  text: output("[FILE]", "a transcript"),
  lcov: text("FILE", "write the code coverage in lcov's format"),
  json: flag("print one JSON object on stdout and nothing else"),
  quiet: flag("print findings only"),
  runs: option("N", "number of runs", integer(1, 1_000_000_000)),
  time: option("TIME", "run for this long (60s, 5m, 1h); whole rounds of 256 runs count", wallTime),
  index: option("I", "make run I of the campaign again, by itself", integer(0, 1_000_000_000)),
  jobs: option("J", "worker threads; findings do not depend on it", integer(1, 1024)),
  regime: option("NAME", "bounded, unbounded or corrupting", oneOf("bounded", "unbounded", "corrupting")),
  "require-coverage": flag(
    "fail when a property saw none of its events, or a phase, a fault in a phase or a case of going live was never reached",
  ),
  initrd: text("FILE", "initial RAM disk (Linux), or the one module (Multiboot)"),
  append: text("TEXT", "command line of the kernel"),
  disk: text("FILE", "what the disk holds; what the guest writes there is forgotten"),
  ram: option("SIZE", "RAM of the machine, such as 64M (default)", memorySize),
  net: flag("connect a network card to a peer that answers ARP and ping"),
  "max-instructions": option("N", "end after so many units of execution (default: 10000000000)", integer(1, SEED_MAX)),
  until: text("TEXT", "end when the console printed this; exit 1 where it never does"),
  serial: text("FILE", "write what the console printed"),
  save: text("FILE", "write a snapshot of the machine at the end, which boot takes as an image"),
  fault: text(
    "KIND",
    "this fault at every point: crash-primary, crash-backup, cut-log, cut-heartbeat, storage-timeout, delayed-write",
  ),
  pairs: flag("a second fault, too, at the first step of each kind in each later phase"),
  budget: option("N", "at most so many points, evenly chosen", integer(1, 1_000_000_000)),
  quick: flag("fewer and shorter turns: for CI, not for the document"),
  compare: text("FILE", "show each figure as a ratio to an earlier run's, from what its --json printed"),
  document: text("FILE", "write the figures as Markdown"),
  out: text("DIR", "where repro files go (default: lockstep-findings)"),
} as const satisfies Record<string, Option<unknown>>;

export type OptionName = keyof typeof options;

type ValueOf<O> = O extends { readonly repeated: boolean; readonly parse?: (text: string) => infer Value }
  ? readonly Value[]
  : O extends { readonly parse?: (text: string) => infer Value }
    ? Value
    : boolean;

export type Arguments<Names extends OptionName = OptionName> = {
  readonly [Name in Names]?: ValueOf<(typeof options)[Name]>;
} & {
  /** What stands after the command, without options. */
  readonly operands: readonly string[];
};

/** Understands the value of one option as the command line gave it. */
export function parseOption(name: OptionName, given: unknown): unknown {
  const { parse, repeated, value, bare } = options[name] as Option<unknown>;
  if (!parse) {
    if (typeof given === "boolean") return given;
    throw new UsageError(`--${name} is a switch and takes no value`);
  }
  const texts = (Array.isArray(given) ? given : [given]).map(String);
  if (texts.length > 1 && !repeated) throw new UsageError(`--${name} is given ${texts.length} times: once is enough`);
  const values = texts.map((one) => {
    if (one === "" && bare !== undefined) return bare;
    if (one === "") throw new UsageError(`--${name} needs a value: --${name} ${value}`);
    try {
      return parse(one);
    } catch (error) {
      if (error instanceof UsageError) throw new UsageError(`--${name}: ${error.message}`);
      throw error;
    }
  });
  return repeated ? values : values[0];
}
