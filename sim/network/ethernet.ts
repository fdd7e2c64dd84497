/**
 * The guests' network: switches that learn MAC addresses (IEEE 802.1D, without ageing), known ones get one port, all
 * others every port. Links between switches are ports like any other; they must not form a ring.
 *
 * Ports are numbered through: those of hosts, then of clients, then two for each link between switches, one at either end.
 */
import type { Kernel } from "../kernel/kernel.ts";
import { portsOf, switchesOf, type Topology } from "../topology.ts";
import type { Network } from "./network.ts";

/** Bytes of an Ethernet frame on the wire besides those that we carry: preamble, FCS and the gap. */
const wireOverheadBytes = 24;

/** A MAC address as an integer of 48 bits. */
export function macAt(frame: Uint8Array, offset: number): number {
  const high = (frame[offset]! << 8) | frame[offset + 1]!;
  const low =
    ((frame[offset + 2]! << 24) | (frame[offset + 3]! << 16) | (frame[offset + 4]! << 8) | frame[offset + 5]!) >>> 0;
  return high * 0x1_0000_0000 + low;
}

/** Broadcast or multicast: the lowest bit of the first byte. */
export function isGroupAddress(frame: Uint8Array): boolean {
  return (frame[0]! & 1) !== 0;
}

export interface SavedEthernet {
  readonly learned: readonly ReadonlyMap<number, number>[];
  readonly frozenBy: readonly number[];
}

export class Ethernet {
  /** By switch: port by MAC address. */
  readonly learned: readonly Map<number, number>[];
  /** Faults under which nothing is learned. */
  readonly frozenBy: number[];
  readonly #kernel: Kernel;
  readonly #network: Network;
  /** How many lead to a host or a client. */
  readonly #pluggedCount: number;
  /** By port: its switch. */
  readonly #switchOf: readonly number[];
  /** By switch: its ports. */
  readonly #ports: readonly (readonly number[])[];

  constructor(kernel: Kernel, network: Network, topology: Topology, saved?: SavedEthernet) {
    this.#kernel = kernel;
    this.#network = network;
    const switches = switchesOf(topology);
    const plugged = portsOf(topology).map((port) => port.switch);
    this.#pluggedCount = plugged.length;
    this.#switchOf = [...plugged, ...(topology.trunks ?? []).flat()].map((name) => switches.indexOf(name));
    this.#ports = switches.map((_, index) =>
      [...this.#switchOf.keys()].filter((port) => this.#switchOf[port] === index),
    );
    this.learned = switches.map((_, index) => new Map(saved?.learned[index]));
    this.frozenBy = [...(saved?.frozenBy ?? [])];
  }

  save(): SavedEthernet {
    return { learned: this.learned, frozenBy: this.frozenBy };
  }

  /** What is plugged in at `port` puts a frame on its wire. */
  send(port: number, frame: Uint8Array): void {
    this.#network.send(this.#network.toSwitch(port), frame.length + wireOverheadBytes, port, "switch", frame);
  }

  /** A frame has come to a switch at this port of it. */
  forward(port: number, frame: Uint8Array): void {
    this.#kernel.hash.bytes(frame);
    const at = this.#switchOf[port]!;
    const learned = this.learned[at]!;
    if (this.frozenBy.length === 0) learned.set(macAt(frame, 6), port);
    const known = isGroupAddress(frame) ? undefined : learned.get(macAt(frame, 0));
    if (known !== undefined) {
      if (known !== port) this.#out(known, frame);
      return;
    }
    for (const other of this.#ports[at]!) if (other !== port) this.#out(other, frame);
  }

  #out(port: number, frame: Uint8Array): void {
    const byteCount = frame.length + wireOverheadBytes;
    const end = port - this.#pluggedCount;
    if (end < 0) this.#network.send(this.#network.fromSwitch(port), byteCount, port, "port", frame);
    // The two ends of a link between switches are neighbours, and so are its two lines.
    else this.#network.send(this.#network.trunk(0) + end, byteCount, this.#pluggedCount + (end ^ 1), "switch", frame);
  }
}
