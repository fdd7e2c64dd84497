/** What comes of a run: the object that `run --json` prints (DESIGN 9). */
import type { Fault } from "../sim/faults/fault.ts";
import type { Judgement } from "./judge.ts";
import type { Figures } from "./summary.ts";

export const SCHEMA_VERSION = 1;

/**
 * `survived`: an owner runs at the end. `lost`: none does, after more failures than the protocol promises to survive.
 * `crashed`: an assertion of the stack under test failed. `guest-died`: it killed itself, which FT does not mask. `stuck`: the run met a limit.
 */
export type Outcome = "survived" | "lost" | "powered-off" | "guest-died" | "stuck" | "crashed";

export interface PropertyResult {
  readonly name: string;
  readonly kind: "safety" | "liveness";
  readonly verdict: Judgement["verdict"];
  readonly detail: string;
}

export interface ViolationResult {
  /** Of which VM. Absent: of the world, or of its only one. */
  readonly vm?: string;
  readonly property: string;
  readonly seq: number;
  readonly atNs: number;
  readonly expected: string;
  readonly found: string;
}

/** What came of one VM of several. */
export interface VmResult extends Figures {
  readonly name: string;
  readonly outcome: Outcome;
  readonly properties: readonly PropertyResult[];
}

export interface RunResult extends Figures {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  readonly version: string;
  readonly scenario: string;
  readonly settings: Readonly<Record<string, number>>;
  readonly seed: number;
  readonly mutant: string | null;
  readonly verdict: "pass" | "fail";
  readonly outcome: Outcome;
  readonly traceHash: string;
  readonly virtualNs: number;
  readonly events: number;
  /** Simulated and judged; without starting up. */
  readonly wallMs: number;
  readonly properties: readonly PropertyResult[];
  /** In the order in which they showed; those of liveness last. */
  readonly violations: readonly ViolationResult[];
  readonly faults: readonly Fault[];
  readonly repro: string | null;
  /** Of each VM by itself, where there are several; all else is of them together. */
  readonly vms?: readonly VmResult[];
}

type Moment = Pick<ViolationResult, "seq" | "atNs">;

export function violationsOf(judgements: readonly Judgement[], end: Moment, vm?: string): readonly ViolationResult[] {
  return judgements.flatMap(({ property, violations, pending }): ViolationResult[] => {
    const of = { property: property.name, ...(vm === undefined || property.ofWorld ? {} : { vm }) };
    return [
      ...violations.map((violation) => ({ ...of, ...violation })),
      ...pending.map((missing) => ({ ...of, ...end, expected: property.claim, found: missing })),
    ];
  });
}

/** The same property of several VMs: violated if it is of any, and what was found there is told. */
export function oneOf(judgements: readonly Judgement[]): Judgement {
  const [first] = judgements;
  const told = ["violated", "held", "vacuous"].map((verdict) => judgements.find((one) => one.verdict === verdict));
  const witnessed = judgements.reduce((sum, one) => sum + one.witnessed, 0);
  return { ...(told.find((one) => one !== undefined) ?? first!), witnessed };
}

export function propertyResult({
  property,
  verdict,
  violations,
  pending,
  excusedBy,
  witnessed,
}: Judgement): PropertyResult {
  const first = violations[0];
  const detail = excusedBy
    ? `excused: ${excusedBy} occurred`
    : first
      ? `expected: ${first.expected}; found: ${first.found}`
      : (pending[0] ?? (witnessed > 0 ? `put to the test ${witnessed} times` : "saw none of its events"));
  return { name: property.name, kind: property.kind, verdict, detail };
}
