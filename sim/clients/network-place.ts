/** A client's place on the guest's network: its addresses, and the server's MAC address as ARP finds it. */
import type { Ethernet } from "../network/ethernet.ts";
import type { ClientConfig } from "../topology.ts";
import {
  arpFrame,
  ipv4Frame,
  parseAddress,
  parseMac,
  readFrame,
  sameBytes,
  type ReceivedFrame,
  type Station,
} from "./frames.ts";

/** Which of the world's clients one is, and where. */
export interface ClientPlace {
  readonly config: ClientConfig;
  readonly index: number;
  readonly port: number;
  /** Name of the VM that it asks; undefined in a world that has no other. */
  readonly vm: string | undefined;
}

export interface SavedPlace {
  /** Null until ARP has found it. */
  serverMac: Uint8Array | null;
  /** Counts packets, for the IPv4 header. */
  sent: number;
}

export function newPlace(): SavedPlace {
  return { serverMac: null, sent: 0 };
}

export class NetworkPlace {
  readonly state: SavedPlace;
  readonly self: Station;
  readonly serverIp: Uint8Array;
  readonly #switch: Ethernet;
  readonly #port: number;

  constructor(ethernet: Ethernet, port: number, config: ClientConfig, state: SavedPlace) {
    this.state = state;
    this.self = { mac: parseMac(config.macAddress), ip: parseAddress(config.address) };
    this.serverIp = parseAddress(config.server);
    this.#switch = ethernet;
    this.#port = port;
  }

  askForServer(): void {
    this.#switch.send(this.#port, arpFrame(this.self, { ip: this.serverIp }));
  }

  /** Sends a packet of a transport protocol, or asks for the server's address when that is not known. */
  send(protocol: number, packet: Uint8Array): void {
    const { state } = this;
    if (state.serverMac === null) return this.askForServer();
    const server = { mac: state.serverMac, ip: this.serverIp };
    this.#switch.send(this.#port, ipv4Frame(this.self, server, protocol, state.sent++, packet));
  }

  /** What a frame brings to this address; `found` when it says where the server is and nobody knew. Answers ARP itself. */
  receive(bytes: Uint8Array): Exclude<ReceivedFrame, { senderIp: Uint8Array }> | "found" | null {
    const frame = readFrame(bytes);
    if (frame === null) return null;
    if (frame.what === "udp" || frame.what === "tcp") return sameBytes(frame.toIp, this.self.ip) ? frame : null;
    const { state } = this;
    const forUs = sameBytes(frame.targetIp, this.self.ip);
    if (frame.what === "arp-request" && forUs) {
      this.#switch.send(this.#port, arpFrame(this.self, { ip: frame.senderIp, mac: frame.senderMac }));
    }
    if (!sameBytes(frame.senderIp, this.serverIp)) return null;
    const wasUnknown = state.serverMac === null;
    if (forUs || !wasUnknown) state.serverMac = frame.senderMac;
    return forUs && wasUnknown ? "found" : null;
  }
}
