/**
 * What faults of links have in common: a target of two ends, one or both ways, for a while. Ends are hosts, roles,
 * a switch, an array or `client:N`; between hosts there are two paths, log and heartbeat.
 */
import fc from "fast-check";
import { z } from "zod";
import type { Impairment } from "../network/line.ts";
import type { LineIndex } from "../network/network.ts";
import { arraysOf, isPlace, portsOf, switchesOf, type Topology } from "../topology.ts";
import type { World } from "../world.ts";
import type { Fault, FaultKind, Regime } from "./fault.ts";
import { duration, faultFields, guarded, milliseconds, seconds, startBefore } from "./targets.ts";

const paths = ["log", "heartbeat"] as const;

/** `primary-backup` both ways, `primary>backup` one way; `path` absent: all between the two. */
const linkShape = {
  ...faultFields,
  target: z.string().regex(/^[^->.]+[->][^->.]+$/, "expected two ends: A-B for both ways, A>B for one"),
  path: z.enum(paths).optional(),
  forNs: duration,
};

interface LinkFault extends Fault {
  readonly path?: (typeof paths)[number] | undefined;
  readonly forNs: number;
}

/** A shorter silence cannot raise suspicion by itself: detection takes 2 s. */
export const suspiciousNs = 800_000_000;

export function linkLines(world: World, target: string, path?: (typeof paths)[number]): LineIndex[] {
  const [near, far] = target.split(/[->]/).map((name) => placesNamed(world, name)) as [string[], string[]];
  const ways = near.flatMap((from) =>
    far.flatMap((to) => (target.includes(">") ? [`${from}>${to}`] : [`${from}>${to}`, `${to}>${from}`])),
  );
  const names = ways.flatMap((way) => (path ? [`${way}.${path}`] : [way, `${way}.log`, `${way}.heartbeat`]));
  return names.map((name) => world.network.named(name)).filter((line) => line >= 0);
}

/** The host that has a role now, every switch or every array; other names as they are. */
export function placesNamed(world: World, name: string): string[] {
  const { topology } = world.setup;
  if (name === "switch") return [...switchesOf(topology)];
  if (name === "storage") return arraysOf(topology).map((array) => array.name);
  return [world.hosts[world.hostIndex(name)]?.state.name ?? name];
}

const replicaPair = fc.record(
  {
    target: fc.constantFrom("primary-backup", "primary>backup", "backup>primary"),
    path: fc.constantFrom(...paths),
  },
  { requiredKeys: ["target"] },
);

/** Any link of the topology, the one between the replicas as often as all others together. */
function anyLink(topology: Topology): fc.Arbitrary<{ target: string; path?: (typeof paths)[number] }> {
  const [near] = switchesOf(topology);
  const others = [
    `primary-${near}`,
    ...arraysOf(topology).flatMap(({ name }) => [`primary-${name}`, `backup-${name}`]),
    `backup>${near}`,
    ...portsOf(topology).flatMap(({ name, switch: at }) => (name.startsWith("client:") ? [`${name}-${at}`] : [])),
    ...(topology.trunks ?? []).map((pair) => pair.join("-")),
  ];
  return fc.oneof(
    replicaPair,
    fc.constantFrom(...others).map((target) => ({ target })),
  );
}

/** Whether both ends hold replicas: silence there is suspicious. */
function isWatched(target: string, topology: Topology): boolean {
  return target.split(/[->]/).every((name) => !isPlace(topology, name));
}

export function linkFault<Name extends string, Shape extends z.ZodRawShape>(spec: {
  readonly name: Name;
  readonly claim: string;
  readonly fields: Shape;
  chosen(regime: Regime): fc.Arbitrary<z.infer<z.ZodObject<Shape>>>;
  /** While it lasts, a path may be silent: in a bounded run a long one counts as the failure of a host. */
  readonly silences: boolean;
  impairment(fields: z.infer<z.ZodObject<Shape>>, untilNs: number): Omit<Impairment, "fault">;
  read(fields: z.infer<z.ZodObject<Shape>>): string;
}): FaultKind {
  type Fields = z.infer<z.ZodObject<Shape>>;
  return {
    name: spec.name,
    family: "network",
    claim: spec.claim,
    regimes: ["bounded", "unbounded", "corrupting"],
    schema: z.strictObject({ kind: z.literal(spec.name), ...linkShape, ...spec.fields }) as z.ZodType<Fault>,
    arbitrary: (topology, untilNs, regime) =>
      milliseconds(50, Math.min(10_000, Math.floor(untilNs / 2_000_000))).chain((forNs) =>
        fc.tuple(startBefore(untilNs, forNs), anyLink(topology), spec.chosen(regime)).map(([at, link, fields]) => {
          const fault: Fault = { kind: spec.name, at, ...link, forNs, ...fields };
          return spec.silences && forNs >= suspiciousNs && isWatched(link.target, topology)
            ? guarded(fault, regime)
            : fault;
        }),
      ),
    apply(world, fault, index) {
      const { target, path, forNs } = fault as LinkFault;
      const impairment = spec.impairment(fault as unknown as Fields, world.nowNs + forNs);
      for (const line of linkLines(world, target, path)) world.network.impair(line, { fault: index, ...impairment });
    },
    read(fault) {
      const { path, forNs } = fault as LinkFault;
      return `${linkName(fault.target)}${path ? ` (${path})` : ""} ${spec.read(fault as unknown as Fields)} for ${seconds(forNs)}`;
    },
  };
}

export function linkName(target: string): string {
  return `link ${target.replace(">", " to ").replace("-", " and ")}`;
}
