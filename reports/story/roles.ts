/** Who was what, when: spans of phases by replica, each in the generation whose record it lived under, and of hosts. */
import type { TraceEvent } from "../../sim/trace.ts";
import { perVm } from "./vms.ts";

export interface RoleSpan {
  readonly replica: string;
  readonly phase: string;
  /** Of the last record that named the replica; a replaced owner that does not know it yet stays in its own. */
  readonly generation: number;
  readonly fromNs: number;
  readonly toNs: number;
}

export interface HostSpan {
  readonly host: string;
  readonly state: string;
  readonly fromNs: number;
  readonly toNs: number;
}

interface Present {
  phase: string;
  generation: number;
  sinceNs: number;
}

export function roleSpans(events: readonly TraceEvent[]): RoleSpan[] {
  return perVm(events, rolesOf).sort((a, b) => a.fromNs - b.fromNs);
}

/** In one VM's part of the trace. */
function rolesOf(events: readonly TraceEvent[]): RoleSpan[] {
  const spans: RoleSpan[] = [];
  const present = new Map<string, Present>();
  let generation = 0;
  let endNs = 0;
  const close = (replica: string, atNs: number) => {
    const now = present.get(replica);
    if (!now) return;
    if (atNs > now.sinceNs) {
      const { phase, sinceNs: fromNs } = now;
      spans.push({ replica, phase, generation: now.generation, fromNs, toNs: atNs });
    }
    present.delete(replica);
  };
  for (const event of events) {
    endNs = event.atNs;
    if (event.kind === "replica" && event.observation.what === "phase") {
      const { replica, to: phase } = event.observation;
      const before = present.get(replica)?.generation ?? generation;
      close(replica, event.atNs);
      // Who is out of the game makes room for the next one of its host: they share a row.
      const host = replica.slice(0, replica.indexOf(".") + 1);
      for (const [other, { phase: was }] of present) {
        if (other.startsWith(host) && (was === "halted" || was === "off" || was === "spare")) close(other, event.atNs);
      }
      present.set(replica, { phase, generation: before, sinceNs: event.atNs });
    } else if (event.kind === "record") {
      generation = event.record.generation;
      for (const replica of [event.record.owner, event.record.backup]) {
        const now = replica === null ? undefined : present.get(replica);
        if (!now || now.generation === generation) continue;
        close(replica!, event.atNs);
        present.set(replica!, { phase: now.phase, generation, sinceNs: event.atNs });
      }
    } else if (event.kind === "host" && event.state === "down") {
      for (const replica of present.keys()) if (replica.startsWith(`${event.host}.`)) close(replica, event.atNs);
    }
  }
  for (const replica of present.keys()) close(replica, endNs);
  return spans;
}

export function hostSpans(events: readonly TraceEvent[]): HostSpan[] {
  const spans: HostSpan[] = [];
  const present = new Map<string, { readonly state: string; readonly sinceNs: number }>();
  const close = (host: string, toNs: number) => {
    const now = present.get(host);
    if (now && toNs > now.sinceNs) spans.push({ host, state: now.state, fromNs: now.sinceNs, toNs });
  };
  for (const event of events) {
    if (event.kind !== "host") continue;
    close(event.host, event.atNs);
    present.set(event.host, { state: event.state === "resumed" ? "up" : event.state, sinceNs: event.atNs });
  }
  for (const host of present.keys()) close(host, events.at(-1)?.atNs ?? 0);
  return spans;
}
