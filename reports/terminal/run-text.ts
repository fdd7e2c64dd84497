/** A run as text: its story, figures and verdict, under 25 lines. */
import type { RunResult, ViolationResult } from "../../properties/result.ts";
import { count, duration, moment } from "../../properties/words.ts";
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
  for (const { atNs, detectNs, arbiterNs, drainNs, totalNs } of failovers.slice(0, 2))
    lines.push(
      `failover    at ${moment(atNs)}, in ${duration(totalNs)}: detection ${duration(detectNs)}, arbiter ${duration(arbiterNs)}, draining ${duration(drainNs)}`,
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
export function violationText({ property, atNs, expected, found }: ViolationResult): readonly string[] {
  return [`${bad("violated")}    ${property}, at ${moment(atNs)}`, `  expected  ${expected}`, `  found     ${found}`];
}

export function runText(result: RunResult, narrator: Narrator, command: string): string {
  const { scenario, seed, mutant, virtualNs, events, instructions, wallMs, outcome } = result;
  const what = `${scenario}, seed ${seed}${mutant ? `, mutant ${mutant}` : ""}`;
  const size = `${moment(virtualNs)} simulated in ${duration(wallMs * 1e6)}: ${count(events, "event")}, ${count(instructions, "instruction")}`;
  const lines = [`${what}: ${size}`];
  if (result.verdict === "pass") {
    lines.push(...narrator.story(), ...figures(result));
  } else {
    // One violation a property: the first tells most.
    const first = new Map<string, ViolationResult>();
    for (const violation of result.violations)
      if (!first.has(violation.property)) first.set(violation.property, violation);
    for (const violation of [...first.values()].slice(0, VIOLATIONS_SHOWN)) lines.push(...violationText(violation));
    lines.push(...faultLines(result.faults), "last events", ...narrator.tail());
  }
  lines.push(verdict(result));
  if (outcome !== "survived") lines.push(`outcome     ${outcome}`);
  lines.push(`trace hash  ${result.traceHash}`);
  lines.push(
    faint(
      result.verdict === "pass"
        ? `see more    ${command} --trace FILE; lockstep list properties`
        : `replay      ${command}`,
    ),
  );
  return lines.join("\n");
}

const FAULTS_SHOWN = 4;

export function faultLines(faults: RunResult["faults"]): readonly string[] {
  const shown = faults.slice(0, FAULTS_SHOWN).map((fault) => {
    const { at, kind, target, ...rest } = fault;
    const more = Object.entries(rest).map(
      ([key, value]) => `${key} ${key.endsWith("Ns") ? duration(Number(value)) : String(value)}`,
    );
    return `  ${moment(at).padStart(10)}  ${[kind, target, ...more].join(", ")}`;
  });
  const rest = faults.length - shown.length;
  return [`faults (${faults.length})`, ...shown, ...(rest > 0 ? [`              and ${rest} more`] : [])];
}
