/**
 * The ways in which a replica comes to act alone, or does not: each must have happened in a campaign that is large enough
 * (DESIGN 6, going live, losing, cold start). A case is recognised by the event that completes it.
 */
import type { Observation } from "../../core/ft/observation.ts";
import type { RequestKind } from "../../core/ft/record.ts";
import type { Regime } from "../../sim/faults/fault.ts";
import type { VmView } from "../../sim/topology.ts";

interface GoLiveCase {
  readonly name: string;
  /** The observation that can complete it: no other is asked about. */
  readonly at: Observation["what"];
  /** `asked`: what the replica had asked of the arbiter last, and has had no answer to. */
  shows(seen: Observation, asked: Asked | null): boolean;
  /** Regimes whose faults can bring it about. */
  readonly regimes: readonly Regime[];
  readonly concerns?: (topology: VmView) => boolean;
}

export interface Asked {
  readonly kind: RequestKind;
  readonly id: string;
  readonly askedNs: number;
  /** Whether it waited so long that it has asked again, which no event tells. */
  readonly again: boolean;
}

const always: readonly Regime[] = ["bounded", "unbounded", "corrupting"];
const allMayFail: readonly Regime[] = ["unbounded", "corrupting"];

const suspicion = (path: string): Pick<GoLiveCase, "at" | "shows"> => ({
  at: "suspected",
  shows: (seen) => seen.what === "suspected" && seen.path === path,
});
const answer = (kind: RequestKind, granted: boolean): Pick<GoLiveCase, "at" | "shows"> => ({
  at: "answered",
  shows: (seen, asked) => seen.what === "answered" && asked?.kind === kind && seen.reply.granted === granted,
});
const hasDisk = ({ machine }: VmView): boolean => machine.diskSectors !== null;
const hasThird = ({ hosts }: VmView): boolean => hosts.length > 2;

export const goLiveCases: readonly GoLiveCase[] = [
  { name: "suspects: heartbeat silent", regimes: always, ...suspicion("heartbeat") },
  { name: "suspects: log silent", regimes: always, ...suspicion("log") },
  { name: "the backup wins", regimes: always, ...answer("live", true) },
  { name: "the backup loses", regimes: always, ...answer("live", false) },
  { name: "the owner goes on alone", regimes: always, ...answer("alone", true) },
  { name: "the owner loses", regimes: always, ...answer("alone", false) },
  {
    name: "asks again until answered",
    regimes: always,
    at: "answered",
    shows: (seen, asked) => seen.what === "answered" && seen.reply.granted && (asked?.again ?? false),
  },
  {
    name: "nothing to drain",
    regimes: always,
    at: "live",
    shows: (seen) => seen.what === "live" && seen.drainNs === 0,
  },
  {
    name: "drains what it acknowledged",
    regimes: always,
    at: "live",
    shows: (seen) => seen.what === "live" && seen.drainNs > 0,
  },
  {
    name: "sends outputs again",
    regimes: always,
    at: "released",
    shows: (seen) => seen.what === "released" && seen.again,
  },
  {
    name: "issues disk operations again",
    regimes: always,
    concerns: hasDisk,
    at: "disk-issued",
    shows: (seen) => seen.what === "disk-issued" && seen.again,
  },
  { name: "a clone is armed", regimes: always, ...answer("arm", true) },
  { name: "a move of the primary lands", regimes: always, concerns: hasThird, ...answer("move-primary", true) },
  { name: "a move of the backup lands", regimes: always, concerns: hasThird, ...answer("move-backup", true) },
  { name: "a cold start wins", regimes: allMayFail, concerns: hasDisk, ...answer("cold-start", true) },
  {
    name: "diverged: never goes live",
    regimes: ["corrupting"],
    at: "diverged",
    shows: (seen) => seen.what === "diverged",
  },
];

/** By the observation that can complete them. */
export const goLiveCasesAt: ReadonlyMap<Observation["what"], readonly GoLiveCase[]> = new Map(
  goLiveCases.map(({ at }) => [at, goLiveCases.filter((one) => one.at === at)]),
);
