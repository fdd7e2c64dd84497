/** A switch that learns MAC addresses (IEEE 802.1D, without ageing): known ones get one port, all others every port. */
import type { Kernel } from "../kernel/kernel.ts";
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

export interface SavedSwitch {
  readonly learned: ReadonlyMap<number, number>;
  readonly frozenBy: readonly number[];
}

export class EthernetSwitch {
  /** Port by MAC address. */
  readonly learned: Map<number, number>;
  /** Faults under which nothing is learned. */
  readonly frozenBy: number[];
  readonly #kernel: Kernel;
  readonly #network: Network;
  readonly #portCount: number;

  constructor(kernel: Kernel, network: Network, portCount: number, saved?: SavedSwitch) {
    this.#kernel = kernel;
    this.#network = network;
    this.#portCount = portCount;
    this.learned = new Map(saved?.learned);
    this.frozenBy = [...(saved?.frozenBy ?? [])];
  }

  save(): SavedSwitch {
    return { learned: this.learned, frozenBy: this.frozenBy };
  }

  /** What is plugged in at `port` puts a frame on its wire. */
  send(port: number, frame: Uint8Array): void {
    this.#network.send(this.#network.toSwitch(port), frame.length + wireOverheadBytes, port, "switch", frame);
  }

  /** A frame has reached the switch. */
  forward(port: number, frame: Uint8Array): void {
    this.#kernel.hash.bytes(frame);
    if (this.frozenBy.length === 0) this.learned.set(macAt(frame, 6), port);
    const known = isGroupAddress(frame) ? undefined : this.learned.get(macAt(frame, 0));
    if (known !== undefined) {
      if (known !== port) this.#out(known, frame);
      return;
    }
    for (let other = 0; other < this.#portCount; other++) if (other !== port) this.#out(other, frame);
  }

  #out(port: number, frame: Uint8Array): void {
    this.#network.send(this.#network.fromSwitch(port), frame.length + wireOverheadBytes, port, "port", frame);
  }
}
