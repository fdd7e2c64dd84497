/**
 * The arbiter's record and what is asked of it, as the model has them: its own reading of DESIGN 6, with which traces
 * of the stack are compared. The stack's records and requests fit these types.
 */
import type { RequestKind } from "../../core/ft/record.ts";
import type { Rules } from "./rules.ts";

/** What a replica knows of the record, and a request expects of it. */
export interface Known {
  readonly version: number;
  readonly generation: number;
  readonly owner: string | null;
  readonly backup: string | null;
}

export interface Record extends Known {
  readonly state: "running" | "off";
  readonly request: string;
}

export interface Request {
  readonly id: string;
  readonly asker: string;
  readonly kind: RequestKind;
  readonly expected: Known;
  readonly next: Pick<Record, "generation" | "owner" | "backup" | "state">;
}

/** What `asker`, which knows this of the record, may ask for; `clone` where it is about one. */
export function nextOf(
  kind: RequestKind,
  asker: string,
  { generation, owner, backup }: Known,
  clone: string | null,
): Request["next"] {
  switch (kind) {
    case "alone":
      return { generation, owner: asker, backup: null, state: "running" };
    case "live":
    case "cold-start":
      return { generation: generation + 1, owner: asker, backup: null, state: "running" };
    case "arm":
    case "move-backup":
      return { generation, owner: asker, backup: clone, state: "running" };
    case "move-primary":
      return { generation: generation + 1, owner: clone, backup, state: "running" };
    case "power-off":
      return { generation, owner, backup, state: "off" };
  }
}

/** Whether the record is as the request expects it. */
export function stands(record: Record, { expected }: Request, deviations: Rules["deviations"]): boolean {
  if (deviations.has("compares-version")) return record.version === expected.version;
  const byHost = deviations.has("host-not-incarnation");
  const same = (a: string | null, b: string | null): boolean => (byHost ? a?.[0] === b?.[0] : a === b);
  const fields =
    same(record.owner, expected.owner) &&
    same(record.backup, expected.backup) &&
    record.generation === expected.generation;
  return fields && (byHost || deviations.has("compares-fields") || record.version === expected.version);
}

/** The record that a granted request makes. */
export function changed({ version }: Known, { id, next }: Request): Record {
  return { version: version + 1, ...next, request: id };
}

/**
 * What an asker does that heard no: a table of cases of which exactly one matches.
 *
 * | asked     | the record now                                | so                                          |
 * |-----------|-----------------------------------------------|---------------------------------------------|
 * | cold start | anything                                     | `spare`: it never was a replica             |
 * | anything  | says off, and names the asker                 | `off`                                       |
 * | live      | names the asker as backup                     | `resume`: serve the owner that it names     |
 * | live      | is older than the one that the asker awaits   | `again`: its arming or move may still land  |
 * | the rest  | was changed by another                        | `halt`                                      |
 */
export function afterNo(
  kind: RequestKind,
  asker: string,
  known: Known,
  record: Record,
): "spare" | "off" | "resume" | "again" | "halt" {
  if (kind === "cold-start") return "spare";
  if (record.state === "off") return record.owner === asker || record.backup === asker ? "off" : "halt";
  if (kind !== "live") return "halt";
  if (record.backup === asker) return "resume";
  return record.version < known.version ? "again" : "halt";
}
