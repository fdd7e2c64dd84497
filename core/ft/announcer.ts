/**
 * After go-live the network must learn where the VM's MAC address now is (paper 2.3), also if the guest sends nothing
 * by itself. As the guest's IP address is its own affair, the announcement is a RARP request from the MAC address to
 * everybody (RFC 903), as hypervisors send it after a migration.
 */
import type { Nanoseconds } from "../vm/units.ts";
import { type Context, nowOf, observe, ownerOf } from "./context.ts";
import type { Announcement } from "./state.ts";
import type { Tuning } from "./tuning.ts";

export interface Announcer {
  /** When to announce first; null: never. */
  firstNs(nowNs: Nanoseconds): Nanoseconds | null;
  /** When to announce again after so many attempts; null: no more. */
  nextNs(announcement: Announcement, nowNs: Nanoseconds, tuning: Tuning): Nanoseconds | null;
}

export const announcer: Announcer = {
  firstNs: (nowNs) => nowNs,
  nextNs({ attempts, sinceNs }, nowNs, { announceFirstNs, announceLongestNs, announceBoundNs }) {
    const nextNs = nowNs + Math.min(announceLongestNs, announceFirstNs * 2 ** Math.min(attempts - 1, 20));
    return nextNs <= sinceNs + announceBoundNs ? nextNs : null;
  },
};

export function startAnnouncing(context: Context): void {
  const now = nowOf(context);
  const nextNs = context.parts.announcer.firstNs(now);
  if (context.config.macAddress === null || nextNs === null) return;
  ownerOf(context).announcement = { sinceNs: now, attempts: 0, nextNs };
}

export function announceWhenDue(context: Context): void {
  const owner = ownerOf(context);
  const { announcement } = owner;
  const { macAddress, tuning } = context.config;
  const now = nowOf(context);
  if (!announcement || macAddress === null || now < announcement.nextNs) return;
  announcement.attempts++;
  context.effects.push({ kind: "frame", bytes: reverseArp(macAddress), output: null });
  observe(context, { what: "announced", attempt: announcement.attempts });
  const nextNs = context.parts.announcer.nextNs(announcement, now, tuning);
  if (nextNs === null) owner.announcement = null;
  else announcement.nextNs = nextNs;
}

/** A frame addressed to the VM arrived here: the network has learnt. */
export function heardFrame(context: Context, frame: Uint8Array): void {
  const owner = ownerOf(context);
  const { macAddress } = context.config;
  if (!owner.announcement || macAddress === null) return;
  const mac = macBytes(macAddress);
  if (mac.every((byte, i) => frame[i] === byte)) owner.announcement = null;
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
