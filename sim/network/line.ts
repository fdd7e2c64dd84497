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
  /** Nothing moves before this time; nothing is lost. */
  readonly clogUntilNs?: Nanoseconds;
  readonly delay?: Delay;
  readonly lossPerMillion?: number;
  readonly duplicatePerMillion?: number;
  readonly corruptPerMillion?: number;
  readonly bitsPerSecond?: number;
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

/** Datagrams and frames that would wait longer than this to leave are dropped: the queue is bounded. */
const queueLimitNs = 100_000_000;

export const lost = -1;

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
    if (impairment.clogUntilNs !== undefined) startNs = Math.max(startNs, impairment.clogUntilNs);
    if (impairment.delay !== undefined) extraNs += drawDelay(impairment.delay, random);
  }
  line.busyUntilNs = startNs + Math.ceil((byteCount * 8_000_000_000) / bitsPerSecond);
  return line.busyUntilNs + extraNs + drawDelay(line.link.delay, random);
}

function ratio(
  line: LineState,
  own: number,
  name: "lossPerMillion" | "duplicatePerMillion" | "corruptPerMillion",
): number {
  let highest = own;
  for (const impairment of line.impairments) highest = Math.max(highest, impairment[name] ?? 0);
  return highest;
}

export function isLost(line: LineState, random: RandomStream): boolean {
  return random.chance(ratio(line, line.link.lossPerMillion, "lossPerMillion"), 1_000_000);
}

/** Why a datagram or frame handed over now never arrives, or null. */
export function lossReason(line: LineState, random: RandomStream, nowNs: Nanoseconds): string | null {
  if (isCut(line)) return "cut";
  if (isLost(line, random)) return "lost";
  // A receiver drops what fails its checksum: up to three flipped bits of a frame never pass the FCS (IEEE 802.3 3.2.9).
  if (random.chance(ratio(line, 0, "corruptPerMillion"), 1_000_000)) return "bad checksum";
  return line.busyUntilNs - nowNs > queueLimitNs ? "queue full" : null;
}

export function isDuplicated(line: LineState, random: RandomStream): boolean {
  return random.chance(ratio(line, line.link.duplicatePerMillion, "duplicatePerMillion"), 1_000_000);
}
