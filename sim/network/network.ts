/** All lines of a world by what they connect, and the one way in which datagrams and frames cross them. */
import type { Nanoseconds } from "../../core/vm/units.ts";
import type { EventPayloads } from "../kernel/event.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { RandomStream } from "../kernel/random.ts";
import { arraysOf, portsOf, type Link, type Topology } from "../topology.ts";
import {
  arrivalNs,
  isCut,
  isDuplicated,
  lossReason,
  replayedAfterNs,
  type Impairment,
  type LinePath,
  type LineState,
} from "./line.ts";
import type { Tap } from "./tap.ts";

/** An index into the network's lines. */
export type LineIndex = number;

function layOut(topology: Topology): LineState[] {
  const lines: LineState[] = [];
  const add = (name: string, path: LinePath, link: Link) => {
    lines.push({ name, path, link, impairments: [], busyUntilNs: 0 });
  };
  const hosts = topology.hosts.map((host) => host.name);
  for (const path of ["log", "heartbeat"] as const) {
    for (const from of hosts) for (const to of hosts) add(`${from}>${to}.${path}`, path, topology.links[path]);
  }
  const both = (a: string, b: string, path: LinePath, link: Link) => {
    add(`${a}>${b}`, path, link);
    add(`${b}>${a}`, path, link);
  };
  for (const port of portsOf(topology)) both(port.name, port.switch, "guest", topology.links.guest);
  for (const array of arraysOf(topology)) {
    for (const host of hosts) both(host, array.name, "storage", topology.links.storage);
  }
  for (const [a, b] of topology.trunks ?? []) both(a, b, "guest", topology.links.guest);
  return lines;
}

export class Network {
  readonly lines: readonly LineState[];
  /** Sees all that is put on a line. No part of the state: a fork has none. */
  tap: Tap | null = null;
  readonly #kernel: Kernel;
  readonly #random: RandomStream[];
  readonly #hostCount: number;
  readonly #portCount: number;
  readonly #arrayCount: number;

  constructor(kernel: Kernel, topology: Topology, saved?: readonly LineState[]) {
    this.#kernel = kernel;
    this.lines = saved ?? layOut(topology);
    this.#random = this.lines.map((line) => kernel.random.stream(`line ${line.name}`));
    this.#hostCount = topology.hosts.length;
    this.#portCount = topology.hosts.length + topology.clients.length;
    this.#arrayCount = arraysOf(topology).length;
  }

  log(from: number, to: number): LineIndex {
    return from * this.#hostCount + to;
  }

  heartbeat(from: number, to: number): LineIndex {
    return (this.#hostCount + from) * this.#hostCount + to;
  }

  toSwitch(port: number): LineIndex {
    return 2 * (this.#hostCount * this.#hostCount + port);
  }

  fromSwitch(port: number): LineIndex {
    return this.toSwitch(port) + 1;
  }

  toStorage(array: number, host: number): LineIndex {
    return 2 * (this.#hostCount * this.#hostCount + this.#portCount + array * this.#hostCount + host);
  }

  fromStorage(array: number, host: number): LineIndex {
    return this.toStorage(array, host) + 1;
  }

  /** From the first switch of a pair to the second; the next line leads back. */
  trunk(index: number): LineIndex {
    return this.toStorage(this.#arrayCount, 0) + 2 * index;
  }

  named(name: string): LineIndex {
    return this.lines.findIndex((line) => line.name === name);
  }

  isCut(line: LineIndex): boolean {
    return isCut(this.lines[line]!);
  }

  random(line: LineIndex): RandomStream {
    return this.#random[line]!;
  }

  arrivalNs(line: LineIndex, byteCount: number): number {
    return arrivalNs(this.lines[line]!, this.#random[line]!, byteCount, this.#kernel.nowNs);
  }

  /** A datagram or frame crosses a line, or is lost, or comes twice. */
  send<Kind extends "datagram" | "switch" | "port">(
    line: LineIndex,
    byteCount: number,
    target: number,
    kind: Kind,
    payload: EventPayloads[Kind],
  ): void {
    const state = this.lines[line]!;
    const kernel = this.#kernel;
    const arrivals = this.#arrivals(state, this.#random[line]!, byteCount);
    for (const arrivesNs of arrivals) kernel.schedule(arrivesNs, target, kind, payload);
    this.tap?.({
      atNs: kernel.nowNs,
      line: state.name,
      ...(payload instanceof Uint8Array
        ? { unit: "frame", bytes: payload }
        : { unit: "datagram", bytes: payload.bytes }),
      arrivals,
    });
  }

  /** What chance makes of it: the times at which it comes out, in the order in which they were drawn. */
  #arrivals(state: LineState, random: RandomStream, byteCount: number): Nanoseconds[] {
    const kernel = this.#kernel;
    const reason = lossReason(state, random, kernel.nowNs);
    if (reason !== null) {
      kernel.emit({
        seq: kernel.traceSeq,
        atNs: kernel.nowNs,
        place: `link:${state.name}`,
        kind: "frame-lost",
        link: state.name,
        reason,
      });
      return [];
    }
    const arrivals = [arrivalNs(state, random, byteCount, kernel.nowNs)];
    if (isDuplicated(state, random)) arrivals.push(arrivalNs(state, random, byteCount, kernel.nowNs));
    const replayNs = replayedAfterNs(state, random);
    if (replayNs !== null) arrivals.push(arrivalNs(state, random, byteCount, kernel.nowNs) + replayNs);
    return arrivals;
  }

  impairedBy(fault: number): LineIndex[] {
    return [...this.lines.keys()].filter((line) => this.lines[line]!.impairments.some((one) => one.fault === fault));
  }

  impair(line: LineIndex, impairment: Impairment): void {
    const state = this.lines[line]!;
    state.impairments = [...state.impairments, impairment];
  }

  /** Takes a fault's impairments away. Returns the lines that were cut and are no longer. */
  heal(fault: number): LineIndex[] {
    const freed: LineIndex[] = [];
    for (const [index, line] of this.lines.entries()) {
      const kept = line.impairments.filter((impairment) => impairment.fault !== fault);
      if (kept.length === line.impairments.length) continue;
      const wasCut = isCut(line);
      line.impairments = kept;
      if (wasCut && !isCut(line)) freed.push(index);
    }
    return freed;
  }
}
