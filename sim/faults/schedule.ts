/** Fault schedules as they stand in files: a JSON array of `{kind, at, target, guard?, forNs?, ...}`. */
import { nearest } from "../nearest.ts";
import { arraysOf, type Topology } from "../topology.ts";
import type { Fault, FaultKind } from "./fault.ts";
import { faultKinds } from "./index.ts";
import { hostsNamed } from "./targets.ts";

/** What is wrong with a schedule, in one line that says what was expected. */
export class ScheduleError extends Error {
  override readonly name = "ScheduleError";
}

type Kinds = ReadonlyMap<string, FaultKind>;

/** Throws a `ScheduleError`. `topology`: the world that the schedule is for. `kinds`: those that it may name. */
export function parseSchedule(text: string, topology: Topology, kinds: Kinds = faultKinds): Fault[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ScheduleError(`fault schedule is not JSON: ${(error as Error).message}; expected an array of faults`);
  }
  const lines = linesOfItems(text);
  return checked(value, topology, kinds, (index) => `line ${lines[index]}, fault ${index + 1}`);
}

/** The lines, from 1, on which the items of a JSON array begin. */
function linesOfItems(text: string): readonly number[] {
  const lines: number[] = [];
  let line = 1;
  let depth = 0;
  let expectsItem = false;
  for (const [token] of text.matchAll(/\n|"(?:[^"\\]|\\.)*"|[^\s"]/g)) {
    if (token === "\n") {
      line++;
      continue;
    }
    if (expectsItem && depth === 1 && token !== "]") lines.push(line);
    if (token === "[" || token === "{") depth++;
    else if (token === "]" || token === "}") depth--;
    expectsItem = depth === 1 && (token === "," || lines.length === 0);
  }
  return lines;
}

/** Throws a `ScheduleError`. */
export function checkSchedule(value: unknown, topology: Topology, kinds: Kinds = faultKinds): Fault[] {
  return checked(value, topology, kinds, (index) => `fault ${index + 1}`);
}

function checked(value: unknown, topology: Topology, kinds: Kinds, where: (index: number) => string): Fault[] {
  if (!Array.isArray(value)) throw new ScheduleError("fault schedule: expected an array of faults");
  return value.map((item: unknown, index) => checkFault(item, where(index), topology, kinds));
}

function checkFault(item: unknown, where: string, topology: Topology, kinds: Kinds): Fault {
  const name = (item as { readonly kind?: unknown } | null)?.kind;
  const kind = typeof name === "string" ? kinds.get(name) : undefined;
  if (!kind) {
    const close = typeof name === "string" ? nearest(name, kinds.keys()) : null;
    const help = close ? `did you mean ${close}?` : `expected one of ${[...kinds.keys()].join(", ")}`;
    throw new ScheduleError(`${where}: no kind ${JSON.stringify(name)}; ${help}`);
  }
  const parsed = kind.schema.safeParse(item);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue!.path.length > 0 ? `.${issue!.path.join(".")}` : "";
    throw new ScheduleError(`${where} (${kind.name})${field}: ${issue!.message}`);
  }
  const hosts = ["primary", "backup", ...topology.hosts.map((host) => host.name)];
  const isSeveral = topology.vms.length > 1;
  const known = [
    ...hosts,
    ...(isSeveral ? topology.vms.flatMap((vm) => hosts.map((host) => `${vm.name}:${host}`)) : []),
  ];
  const { target, to, array } = parsed.data as Fault & { readonly to?: string; readonly array?: string };
  const fields = [
    ...hostsNamed(target, topology).map((host) => ["target", host] as const),
    ["to", to ?? "primary"] as const,
  ];
  for (const [field, host] of fields) {
    if (!known.includes(host)) {
      throw new ScheduleError(`${where} (${kind.name}).${field}: no host ${host}; expected one of ${known.join(", ")}`);
    }
  }
  const arrays = arraysOf(topology).map((one) => one.name);
  if (array !== undefined && !arrays.includes(array))
    throw new ScheduleError(`${where} (${kind.name}).array: no array ${array}; expected one of ${arrays.join(", ")}`);
  return parsed.data;
}
