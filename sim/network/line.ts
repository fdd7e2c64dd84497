/**
 * One direction of a link. Bits leave one after the other (bandwidth), then take the link's delay; a datagram or frame
 * may be lost or come twice. Impairments are what faults add for a while; any number may overlap.
 */
import type { Nanoseconds } from "../../core/vm/units.ts";
import type { RandomStream } from "../kernel/random.ts";
import type { Delay, Link } from "../topology.ts";

export type LinePath = "log" | "heartbeat" | "guest" | "storage";

export interface Impairment {
  /** Index of the fault that added it: healing takes it away. */
  readonly fault: number;
  /** Nothing passes: datagrams and frames are lost, streams and storage commands wait. */
  readonly cut?: boolean;
  /** Nothing moves between these times (the first absent: from now on); nothing is lost. */
  readonly clogFromNs?: Nanoseconds;
  readonly clogUntilNs?: Nanoseconds;
  readonly delay?: Delay;
  readonly lossPerMillion?: number;
  readonly duplicatePerMillion?: number;
  /** Bits flip, at most three in a packet: its checksum catches them all (IEEE 802.3 3.2.9). */
  readonly corruptPerMillion?: number;
  /** An old packet comes once more, this much later. */
  readonly replayPerMillion?: number;
  readonly replayNs?: Nanoseconds;
  readonly bitsPerSecond?: number;
  /** Longest queue, in time: datagrams and frames that would wait longer are dropped. */
  readonly queueNs?: Nanoseconds;
  /** What a stream writes at once arrives in two pieces. */
  readonly splitPerMillion?: number;
}

export interface LineState {
  /** `A>B.log`, `A>switch`, `switch>client:1`, `A>storage`. */
  readonly name: string;
  readonly path: LinePath;
  readonly link: Link;
  impairments: readonly Impairment[];
  /** When the last bit of what was sent so far has left. */
  busyUntilNs: Nanoseconds;
}

/** Longer than any acknowledgement takes, shorter than a detector waits. */
const ambientReplayNs = 1_000_000_000;
/** Datagrams and frames that would wait longer than this to leave are dropped: the queue is bounded. */
const queueLimitNs = 100_000_000;

export function isCut(line: LineState): boolean {
  return line.impairments.length > 0 && line.impairments.some((impairment) => impairment.cut === true);
}

function drawDelay(delay: Delay, random: RandomStream): Nanoseconds {
  let total = delay.baseNs;
  if (delay.jitterNs > 0) total += random.below(delay.jitterNs + 1);
  if (random.chance(delay.tailPerMille, 1000)) total += delay.tailNs;
  return total;
}

/** When `byteCount` bytes handed over now have arrived at the other end. Nothing is lost here. */
export function arrivalNs(line: LineState, random: RandomStream, byteCount: number, nowNs: Nanoseconds): Nanoseconds {
  let { bitsPerSecond } = line.link;
  let startNs = Math.max(nowNs, line.busyUntilNs);
  let extraNs = 0;
  for (const impairment of line.impairments) {
    if (impairment.bitsPerSecond !== undefined) bitsPerSecond = Math.min(bitsPerSecond, impairment.bitsPerSecond);
    const { clogFromNs = 0, clogUntilNs } = impairment;
    if (clogUntilNs !== undefined && startNs >= clogFromNs) startNs = Math.max(startNs, clogUntilNs);
    if (impairment.delay !== undefined) extraNs += drawDelay(impairment.delay, random);
  }
  line.busyUntilNs = startNs + Math.ceil((byteCount * 8_000_000_000) / bitsPerSecond);
  return line.busyUntilNs + extraNs + drawDelay(line.link.delay, random);
}

type Ratio = "lossPerMillion" | "duplicatePerMillion" | "corruptPerMillion" | "replayPerMillion" | "splitPerMillion";

function chance(line: LineState, random: RandomStream, own: number, name: Ratio): boolean {
  let highest = own;
  for (const impairment of line.impairments) highest = Math.max(highest, impairment[name] ?? 0);
  return random.chance(highest, 1_000_000);
}

function isCorrupted(line: LineState, random: RandomStream): boolean {
  return chance(line, random, line.link.corruptPerMillion ?? 0, "corruptPerMillion");
}

/** Lost or spoilt on the way: a stream sends it again. */
export function isLost(line: LineState, random: RandomStream): boolean {
  return chance(line, random, line.link.lossPerMillion, "lossPerMillion") || isCorrupted(line, random);
}

/** Why a datagram or frame handed over now never arrives, or null. */
export function lossReason(line: LineState, random: RandomStream, nowNs: Nanoseconds): string | null {
  if (isCut(line)) return "cut";
  if (chance(line, random, line.link.lossPerMillion, "lossPerMillion")) return "lost";
  if (isCorrupted(line, random)) return "bad checksum";
  let limitNs = queueLimitNs;
  for (const { queueNs } of line.impairments) if (queueNs !== undefined) limitNs = queueNs;
  return line.busyUntilNs - nowNs > limitNs ? "queue full" : null;
}

export function isDuplicated(line: LineState, random: RandomStream): boolean {
  return chance(line, random, line.link.duplicatePerMillion, "duplicatePerMillion");
}

export function isSplit(line: LineState, random: RandomStream): boolean {
  return chance(line, random, line.link.splitPerMillion ?? 0, "splitPerMillion");
}

/** How much later the packet comes once more; null when it does not. */
export function replayedAfterNs(line: LineState, random: RandomStream): Nanoseconds | null {
  for (const { replayPerMillion, replayNs } of line.impairments) {
    if (replayNs !== undefined && random.chance(replayPerMillion ?? 0, 1_000_000)) return replayNs;
  }
  const ambient = line.link.replayPerMillion ?? 0;
  return ambient > 0 && random.chance(ambient, 1_000_000) ? ambientReplayNs : null;
}
