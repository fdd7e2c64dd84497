/** The commands, a row each. What a command does is loaded only when it is run. */
import type { Arguments, OptionName } from "./options.ts";

/** Returns the exit code. */
export type Command = (given: Arguments) => Promise<number>;

export interface Row {
  readonly name: string;
  /** Operands as help shows them; the last may repeat ("..."), those in brackets may be left out. */
  readonly operands: string;
  readonly about: string;
  readonly options: readonly OptionName[];
  /** Pairs that contradict each other. */
  readonly conflicts?: readonly (readonly [OptionName, OptionName])[];
  readonly examples: readonly (readonly [string, string])[];
  load(): Promise<{ readonly command: Command }>;
}

export const commands: readonly Row[] = [
  {
    name: "run",
    operands: "[scenario]",
    about: "Make one seeded run and tell what happened (default scenario: failover-kv)",
    options: ["seed", "set", "faults", "mutant", "twice", "trace", "report", "json"],
    examples: [
      ["lockstep run", "a primary dies, and no client notices more than a pause"],
      ["lockstep run --seed 7 --json", "the same seed gives the same traceHash, anywhere"],
      ["lockstep run --set clients=8 --faults none", "without faults"],
      ["lockstep run --seed 7 --report out", "a page to look at: out/index.html"],
      ["lockstep run --seed 7 --trace run.jsonl.br", "every event, for reports and for you"],
    ],
    load: () => import("./run.ts"),
  },
  {
    name: "check",
    operands: "[scenario..]",
    about: "Make many runs, look for violated properties, shrink what is found to a repro file",
    options: [
      "runs",
      "time",
      "seed",
      "index",
      "jobs",
      "regime",
      "set",
      "mutant",
      "require-coverage",
      "out",
      "report",
      "junit",
      "json",
    ],
    conflicts: [
      ["runs", "time"],
      ["index", "runs"],
      ["index", "time"],
      ["index", "require-coverage"],
    ],
    examples: [
      ["lockstep check", "256 runs of every scenario marked campaign"],
      ["lockstep check failover-kv --runs 1000 --seed 1", "the same campaign again, on any machine"],
      ["lockstep check --seed 1 --index 17", "run 17 of it by itself"],
      ["lockstep check --mutant no-arbiter", "does the harness notice a wrong implementation?"],
    ],
    load: () => import("./check.ts"),
  },
  {
    name: "repro",
    operands: "<file>",
    about: "Replay a finding from its file and explain it",
    options: ["trace", "report", "json"],
    examples: [["lockstep repro lockstep-findings/found.json", "exit 1 while it still fails"]],
    load: () => import("./repro.ts"),
  },
  {
    name: "shrink",
    operands: "<file>",
    about: "Shrink a repro further, and write the smaller one beside it",
    options: ["json"],
    examples: [["lockstep shrink found.json", "found-shrunk.json: fewer and simpler faults, the same property"]],
    load: () => import("./shrink.ts"),
  },
  {
    name: "diff",
    operands: "<a> <b>",
    about: "Compare two traces, or two snapshots of machines, and show the first difference",
    options: ["json"],
    examples: [
      ["lockstep diff yesterday.jsonl.br today.jsonl.br", "the first event that is not the same; exit 1"],
      ["lockstep diff one.snapshot other.snapshot", "the first register, device field or byte of RAM"],
    ],
    load: () => import("./diff.ts"),
  },
  {
    name: "report",
    operands: "<trace>",
    about: "Make a page for the browser, or another form, of a trace that run or repro wrote",
    options: ["html", "perfetto", "pcap", "junit", "jsonl", "text"],
    examples: [
      ["lockstep report run.jsonl.br", "run.html: lanes, messages, causes"],
      ["lockstep report run.jsonl.br --pcap links", "a capture of every link, for Wireshark"],
      ["lockstep report run.jsonl.br --text | less", "every event on a line"],
    ],
    load: () => import("./report.ts"),
  },
  {
    name: "boot",
    operands: "<image>",
    about: "Run one machine by itself, its serial console on the terminal (Ctrl-] ends it)",
    options: ["append", "initrd", "disk", "ram", "net", "until", "max-instructions", "serial", "save", "seed", "json"],
    examples: [
      ["lockstep boot kernel.elf --append 'hz=20'", "Multiboot; also boot sectors, flat binaries, Linux"],
      [
        "lockstep boot kernel.elf --until ready --save ready.snapshot",
        "the same digest every time; then go on from it:",
      ],
      ["lockstep boot ready.snapshot", ""],
    ],
    load: () => import("./boot.ts"),
  },
  {
    name: "guest",
    operands: "<action> [name]",
    about: "Prepare the guests that are made from packages (Linux): build NAME, or list",
    options: ["json"],
    examples: [
      ["lockstep guest build linux-redis", "Debian's kernel and Redis, downloaded and booted, into .cache/"],
      ["lockstep guest list", "which there are and how to boot them"],
    ],
    load: () => import("./guest.ts"),
  },
  {
    name: "sweep",
    operands: "<scenario>",
    about: "Let a fault strike before and after every step of one run",
    options: ["fault", "pairs", "budget", "seed", "set", "jobs", "mutant", "out", "report", "json"],
    examples: [
      ["lockstep sweep failover-kv --fault crash-primary", "the primary dies at every step, one run for each"],
      ["lockstep sweep failover-kv --budget 2000", "an even choice of all points"],
      ["lockstep sweep failover-kv --mutant outputs-not-held --report out", "the few moments that matter"],
    ],
    load: () => import("./sweep.ts"),
  },
  {
    name: "mutants",
    operands: "[mutant..]",
    about:
      "Try every wrong implementation: each must be killed by the property that it names, and the clean build be silent",
    options: ["runs", "seed", "jobs", "report", "json"],
    examples: [
      ["lockstep mutants --seed 1", "a table: killed or alive, by what, how soon"],
      ["lockstep mutants no-arbiter ./mine.mutant.js --runs 20", "only these"],
    ],
    load: () => import("./mutants.ts"),
  },
  {
    name: "coverage",
    operands: "[scenario..]",
    about: "Make a campaign and tell what it reached: code of core/, behaviour of the protocol, code of the guests",
    options: ["runs", "seed", "jobs", "lcov", "report", "json"],
    examples: [
      ["lockstep coverage --runs 64 --seed 1", "three tables: what was run least, what was never reached"],
      ["lockstep coverage failover-kv --lcov lcov.info --report out", "for CI and for the browser: out/index.html"],
    ],
    load: () => import("./coverage.ts"),
  },
  {
    name: "list",
    operands: "[what]",
    about: "Show what there is: scenarios, properties, faults, mutants, guests or settings",
    options: ["json"],
    examples: [
      ["lockstep list properties", "every claim that a run is held against"],
      ["lockstep list settings --json", "for scripts"],
    ],
    load: () => import("./list.ts"),
  },
  {
    name: "bench",
    operands: "[suite..]",
    about: "Measure speed, size and cost beside what one would use instead: the figures of docs/BENCHMARKS.md",
    options: ["quick", "compare", "document", "json"],
    examples: [
      ["lockstep bench cpu", "our processor beside v86 and QEMU, where they are installed"],
      ["lockstep bench --json > today.json", "everything; takes a while, and wants an idle machine"],
      ["lockstep bench --compare yesterday.json", "what has changed, as ratios with their spread"],
      ["lockstep bench --quick --json > ci.json", "fewer and shorter turns, in a minute: for CI to keep"],
    ],
    load: () => import("./bench.ts"),
  },
  {
    name: "completion",
    operands: "",
    about: "Print a script that completes commands, options and names in your shell (bash, zsh or fish, by SHELL)",
    options: [],
    examples: [["lockstep completion >> ~/.bashrc", "then: lockstep run --mutant <Tab>"]],
    load: () => import("./completion.ts"),
  },
];
