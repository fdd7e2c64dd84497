/**
 * A run as text, in at most 25 lines: one that held with its story and figures; one that failed with the facts that
 * contradict each other, the last events, then the faults that it takes and the command that makes it again.
 */
import type { RunResult, ViolationResult } from "../../properties/result.ts";
import { count, duration, moment } from "../../properties/words.ts";
import { readFault } from "../story/fault-reading.ts";
import type { Narrator } from "./narrator.ts";
import { bad, faint, good } from "./style.ts";

const VIOLATIONS_SHOWN = 2;

function figures(result: RunResult): readonly string[] {
  const { clients, outputs, log, lag, failovers } = result;
  const asked = `${count(clients.requests, "request")}, ${clients.replies} answered, ${clients.retries} asked again`;
  const lines = [
    `clients     ${asked}; longest wait ${duration(clients.longestWaitNs)}`,
    `outputs     ${outputs.produced} produced, ${outputs.released} released, ${outputs.duplicate} of them twice, ${outputs.lost} lost`,
    `log         ${count(log.entries, "entry").replace("entrys", "entries")}, ${log.bytes} bytes, ${log.bytesPerKiloInstruction} a thousand instructions; lag ${duration(lag.p50Ns)}, at most ${duration(lag.maxNs)}`,
  ];
  for (const { vm, atNs, detectNs, arbiterNs, drainNs, totalNs } of failovers.slice(0, 2))
    lines.push(
      `failover    ${vm === undefined ? "" : `of ${vm} `}at ${moment(atNs)}, in ${duration(totalNs)}: detection ${duration(detectNs)}, arbiter ${duration(arbiterNs)}, draining ${duration(drainNs)}`,
    );
  return lines;
}

function verdict(result: RunResult): string {
  const of = (verdict: string) => result.properties.filter((property) => property.verdict === verdict);
  const held = count(of("held").length, "property").replace("propertys", "properties");
  const vacuous = of("vacuous").length;
  const rest = vacuous > 0 ? `, ${vacuous} had nothing to judge` : "";
  if (result.verdict === "pass") return `${good("pass")}        ${held} held${rest}`;
  const violated = of("violated").map(({ name }) => name);
  return `${bad("FAIL")}        violated: ${violated.join(", ")}; ${held} held${rest}`;
}

/** The two facts that contradict each other. */
export function violationText({ property, vm, atNs, expected, found }: ViolationResult): readonly string[] {
  const of = vm === undefined ? "" : ` of ${vm}`;
  return [
    `${bad("violated")}    ${property}${of}, at ${moment(atNs)}`,
    `  expected  ${expected}`,
    `  found     ${found}`,
  ];
}

/** Lines of a whole failing run, and of what leads up to it at least. */
const LINES_MAX = 25;
const TAIL_MIN = 3;

export function runText(result: RunResult, narrator: Narrator, command: string): string {
  const more = faint(`see more    ${command} --trace FILE; lockstep list properties`);
  const ending = [verdict(result), ...outcomeText(result), `trace hash  ${result.traceHash}`];
  return [heading(result), ...narrator.story(), ...figures(result), ...ending, more].join("\n");
}

/** Without its cause, which `causeText` says. `beside`: lines that the command prints besides both. */
export function failureText(result: RunResult, narrator: Narrator, beside = 0): string {
  // One violation a property: the first tells most.
  const first = new Map<string, ViolationResult>();
  for (const violation of result.violations)
    if (!first.has(violation.property)) first.set(violation.property, violation);
  const told = [...first.values()].slice(0, VIOLATIONS_SHOWN).flatMap(violationText);
  const ending = [verdict(result), ...outcomeText(result), `trace hash  ${result.traceHash}`];
  const taken = 2 + told.length + ending.length + CAUSE_LINES_MAX + beside;
  const tail = narrator.tail(Math.max(TAIL_MIN, LINES_MAX - taken));
  return [heading(result), ...told, "last events", ...tail, ...ending].join("\n");
}

/** What it takes to make a failure, and how: at most `CAUSE_LINES_MAX` lines. */
export function causeText(faults: RunResult["faults"], replay: string, of: number = faults.length): string {
  return [...faultLines(faults, of), faint(`replay      ${replay}`)].join("\n");
}

function heading({ scenario, seed, mutant, virtualNs, events, instructions, wallMs }: RunResult): string {
  const what = `${scenario}, seed ${seed}${mutant ? `, mutant ${mutant}` : ""}`;
  return `${what}: ${moment(virtualNs)} simulated in ${duration(wallMs * 1e6)}: ${count(events, "event")}, ${count(instructions, "instruction")}`;
}

function outcomeText({ outcome, vms }: RunResult): readonly string[] {
  if (!vms) return outcome === "survived" ? [] : [`outcome     ${outcomeWords(outcome)}`];
  return vms.map(({ name, outcome: own, generations, clients, failovers }) => {
    const asked = `${count(clients.requests, "request")}, ${clients.replies} answered`;
    const how = `${outcomeWords(own)}, generation ${generations}`;
    return `VM ${name.padEnd(8)} ${how}: ${asked}; ${count(failovers.length, "failover")}`;
  });
}

function outcomeWords(outcome: RunResult["outcome"]): string {
  return outcome === "guest-died" ? "guest-died: a bug of its own, which fault tolerance does not mask" : outcome;
}

const FAULTS_SHOWN = 3;
/** Their heading, the rest of them and the replay. */
const CAUSE_LINES_MAX = FAULTS_SHOWN + 3;

/** `of`: how many there were before what is not needed was taken away. */
export function faultLines(faults: RunResult["faults"], of: number = faults.length): readonly string[] {
  const shown = faults.slice(0, FAULTS_SHOWN).map((fault) => {
    const [when, what] = readFault(fault);
    return `  ${when.padStart(10)}  ${what}`;
  });
  const rest = faults.length - shown.length;
  const needed = faults.length === 0 ? "none" : String(faults.length);
  const number = faults.length === of ? needed : `${needed} of ${of} needed`;
  return [`faults      ${number}`, ...shown, ...(rest > 0 ? [`              and ${rest} more`] : [])];
}
