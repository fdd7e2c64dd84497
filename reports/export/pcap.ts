/**
 * Packet captures of the simulated links: one file per link, both directions in it, in the libpcap format with
 * nanoseconds (magic a1b23c4d, link type Ethernet). Guest links carry frames as they are. What hosts send each other
 * and to storage has no frames in the simulator; it is put into plausible ones: heartbeats into UDP, streams into TCP,
 * storage commands, as JSON, into UDP. A frame that was lost is in the capture: it was put on the line.
 */
import type { Transmission } from "../../sim/network/tap.ts";
import { ethernetFrame, tcpSegment, udpDatagram, type Endpoint } from "./ip.ts";

/** Ports from the dynamic range, which no dissector claims. */
const heartbeatPort = 50_001;
const streamPort = 50_002;
const storagePort = 50_003;
const snapshotBytes = 262_144;
/** What one IP packet can carry, less headers: long segments are cut, as a sending card would. */
const segmentMaxBytes = 65_000;

export interface CaptureFile {
  /** The link's name as a file name: `A-B.log.pcap`. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

class Capture {
  readonly #parts: Uint8Array[] = [];

  constructor() {
    const header = new DataView(new ArrayBuffer(24));
    header.setUint32(0, 0xa1b23c4d, true);
    header.setUint16(4, 2, true);
    header.setUint16(6, 4, true);
    header.setUint32(16, snapshotBytes, true);
    header.setUint32(20, 1, true);
    this.#parts.push(new Uint8Array(header.buffer));
  }

  add(atNs: number, frame: Uint8Array): void {
    const header = new DataView(new ArrayBuffer(16));
    header.setUint32(0, Math.floor(atNs / 1e9), true);
    header.setUint32(4, atNs % 1e9, true);
    header.setUint32(8, frame.length, true);
    header.setUint32(12, frame.length, true);
    this.#parts.push(new Uint8Array(header.buffer), frame);
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.#parts);
  }
}

/** Two ends of a direction: `A>B.log` is from A to B. */
function ends(line: string): readonly [from: string, to: string] {
  const [from = "", to = ""] = line.replace(/\.(log|heartbeat)$/, "").split(">");
  return [from, to];
}

function fileName(line: string): string {
  const path = /\.(log|heartbeat)$/.exec(line)?.[0] ?? "";
  return `${ends(line)
    .toSorted((a, b) => (a < b ? -1 : 1))
    .join("-")
    .replaceAll(":", "-")}${path}.pcap`;
}

/** One stream as TCP sees it: sequence numbers by end. */
interface Connection {
  readonly opener: string;
  readonly next: Map<string, number>;
}

class Wire {
  readonly #captures = new Map<string, Capture>();
  readonly #names = new Map<string, number>();
  readonly #connections = new Map<number, Connection>();

  add(sent: Transmission): void {
    const name = fileName(sent.line);
    const capture = this.#captures.get(name) ?? new Capture();
    this.#captures.set(name, capture);
    for (const frame of this.#frames(sent)) capture.add(sent.atNs, frame);
  }

  files(): CaptureFile[] {
    return [...this.#captures].map(([name, capture]) => ({ name, bytes: capture.bytes() }));
  }

  /** Addresses are given out in the order in which names occur. */
  #end(name: string, port: number): Endpoint {
    const number = this.#names.get(name) ?? this.#names.size + 1;
    this.#names.set(name, number);
    return { number, port };
  }

  #frames(sent: Transmission): Uint8Array[] {
    const [from, to] = ends(sent.line);
    switch (sent.unit) {
      case "frame":
        return [sent.bytes];
      case "datagram":
        return [udpDatagram(this.#end(from, heartbeatPort), this.#end(to, heartbeatPort), sent.bytes)];
      case "storage": {
        const message = JSON.stringify(sent.message, (_key, value: unknown) =>
          value instanceof Uint8Array ? { bytes: value.length } : value,
        );
        return [
          udpDatagram(this.#end(from, storagePort), this.#end(to, storagePort), new TextEncoder().encode(message)),
        ];
      }
      case "segment":
        return this.#segments(sent, from, to);
    }
  }

  #segments(sent: Transmission & { readonly unit: "segment" }, from: string, to: string): Uint8Array[] {
    const connection = this.#connections.get(sent.stream) ?? { opener: from, next: new Map() };
    this.#connections.set(sent.stream, connection);
    const clientPort = 52_000 + (sent.stream % 4_000);
    const port = (name: string) => (name === connection.opener ? clientPort : streamPort);
    const source = this.#end(from, port(from));
    const target = this.#end(to, port(to));
    const send = (flags: "SYN" | "SYN ACK" | "PSH ACK" | "FIN ACK", bytes: Uint8Array): Uint8Array => {
      const sequence = connection.next.get(from) ?? 0;
      const acknowledged = connection.next.get(to) ?? 0;
      connection.next.set(from, sequence + bytes.length + (flags === "PSH ACK" ? 0 : 1));
      return ethernetFrame(source, target, tcpSegment(source, target, { flags, sequence, acknowledged, bytes }));
    };
    const none = new Uint8Array();
    switch (sent.what) {
      case "open":
        return [send("SYN", none)];
      case "opened":
        return [send("SYN ACK", none)];
      case "closed":
        return [send("FIN ACK", none)];
      case "bytes": {
        const bytes = sent.bytes ?? none;
        const cuts = Array.from(
          { length: Math.ceil(bytes.length / segmentMaxBytes) },
          (_, cut) => cut * segmentMaxBytes,
        );
        return cuts.map((cut) => send("PSH ACK", bytes.subarray(cut, cut + segmentMaxBytes)));
      }
    }
  }
}

/** A capture of every link that something crossed. */
export function captureFiles(wire: readonly Transmission[]): CaptureFile[] {
  const all = new Wire();
  for (const sent of wire) all.add(sent);
  return all.files();
}
