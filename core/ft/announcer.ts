/**
 * After go-live the network must learn where the VM's MAC address now is (paper 2.3), also if the guest sends nothing
 * by itself. As the guest's IP address is its own affair, the announcement is a RARP request from the MAC address to
 * everybody (RFC 903), as hypervisors send it after a migration.
 *
 * Once is not enough, nor is until a frame for the VM arrives: a former owner that stood still, for however long, may
 * wake and release what had been acknowledged before it learns that it lost (a repeat, and legal), and the network then
 * has the VM where it was. So an owner that took over announces for as long as it is the owner, as masters of VRRP do
 * (RFC 5798, 8.2), quickly at first. Who has asked the arbiter may have lost and says nothing until it is answered:
 * of two that announce for ever, neither would be found for good.
 */
import type { Nanoseconds } from "../vm/units.ts";
import { type Context, nowOf, observe, ownerOf } from "./context.ts";
import type { Announcement } from "./state.ts";
import type { Tuning } from "./tuning.ts";

export interface Announcer {
  /** When to announce first; null: never. */
  firstNs(nowNs: Nanoseconds): Nanoseconds | null;
  /** How long until the next announcement, after so many and by what was heard; null: there is none. */
  pauseNs(announcement: Announcement, tuning: Tuning): Nanoseconds | null;
}

export const announcer: Announcer = {
  firstNs: (nowNs) => nowNs,
  pauseNs({ attempts, heard }, { announceFirstNs, announceLongestNs }) {
    if (heard) return announceLongestNs;
    return Math.min(announceLongestNs, announceFirstNs * 2 ** Math.min(attempts - 1, 20));
  },
};

export function startAnnouncing(context: Context): void {
  const now = nowOf(context);
  const nextNs = context.parts.announcer.firstNs(now);
  if (context.config.macAddress === null || nextNs === null) return;
  ownerOf(context).announcement = { attempts: 0, heard: false, nextNs };
}

/** When to announce next; Infinity: not while things are as they are. */
export function announceNs({ state }: Context): Nanoseconds {
  const asks = state.phase !== "primary-alone" && state.phase !== "primary-protected";
  return asks ? Infinity : (state.owner?.announcement?.nextNs ?? Infinity);
}

export function announceWhenDue(context: Context): void {
  const { announcement } = ownerOf(context);
  const { macAddress } = context.config;
  if (!announcement || macAddress === null || nowOf(context) < announceNs(context)) return;
  announcement.attempts++;
  context.effects.push({ kind: "frame", bytes: reverseArp(macAddress), output: null });
  observe(context, { what: "announced", attempt: announcement.attempts });
  pause(context, announcement);
}

function pause(context: Context, announcement: Announcement): void {
  const pauseNs = context.parts.announcer.pauseNs(announcement, context.config.tuning);
  if (pauseNs === null) ownerOf(context).announcement = null;
  else announcement.nextNs = nowOf(context) + pauseNs;
}

/** A frame addressed to the VM arrived here: the network has learnt, so there is no hurry any more. */
export function heardFrame(context: Context, frame: Uint8Array): void {
  const { announcement } = ownerOf(context);
  const { macAddress } = context.config;
  if (!announcement || announcement.heard || macAddress === null) return;
  if (!macBytes(macAddress).every((byte, i) => frame[i] === byte)) return;
  announcement.heard = true;
  pause(context, announcement);
}

function macBytes(macAddress: string): readonly number[] {
  return Array.from({ length: 6 }, (_, i) => parseInt(macAddress.slice(2 * i, 2 * i + 2), 16));
}

function reverseArp(macAddress: string): Uint8Array {
  const mac = macBytes(macAddress);
  const frame = new Uint8Array(60);
  frame.fill(255, 0, 6);
  frame.set(mac, 6);
  // EtherType RARP, Ethernet, IPv4, lengths 6 and 4, operation 3 "request reverse".
  frame.set([0x80, 0x35, 0, 1, 8, 0, 6, 4, 0, 3], 12);
  frame.set(mac, 22);
  frame.set(mac, 32);
  return frame;
}
