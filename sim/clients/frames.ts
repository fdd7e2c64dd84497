/** Ethernet frames of a client: ARP (RFC 826), IPv4 (RFC 791), UDP (RFC 768), and TCP's as `tcp/segment.ts` writes them. */
import { foldChecksum, sumWords } from "./checksum.ts";

export interface Station {
  /** 6 bytes. */
  readonly mac: Uint8Array;
  /** 4 bytes. */
  readonly ip: Uint8Array;
}

export type ReceivedFrame =
  | {
      readonly what: "arp-request" | "arp-reply";
      readonly senderMac: Uint8Array;
      readonly senderIp: Uint8Array;
      readonly targetIp: Uint8Array;
    }
  | {
      readonly what: "udp";
      readonly from: Station;
      readonly fromPort: number;
      readonly toIp: Uint8Array;
      readonly toPort: number;
      readonly payload: Uint8Array;
    }
  | {
      readonly what: "tcp";
      readonly fromIp: Uint8Array;
      readonly toIp: Uint8Array;
      /** Header and data, unchecked. */
      readonly bytes: Uint8Array;
    };

export const PROTOCOL = { TCP: 6, UDP: 17 } as const;

const ethernetBytes = 14;
const ipv4Bytes = 20;
const udpBytes = 8;
/** Shorter frames are padded (IEEE 802.3 3.2.8), without FCS. */
const shortestFrameBytes = 60;
const broadcast = new Uint8Array(6).fill(0xff);
const arpEthernetIpv4 = [0x00, 0x01, 0x08, 0x00, 6, 4];
const timeToLive = 64;

export function parseAddress(text: string): Uint8Array {
  return Uint8Array.from(text.split("."), Number);
}

export function parseMac(digits: string): Uint8Array {
  return Uint8Array.from({ length: 6 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}

function ethernet(to: Uint8Array, from: Uint8Array, type: number, payloadBytes: number): Uint8Array {
  const frame = new Uint8Array(Math.max(shortestFrameBytes, ethernetBytes + payloadBytes));
  frame.set(to, 0);
  frame.set(from, 6);
  put16(frame, 12, type);
  return frame;
}

/** `target` without a MAC address: a request, broadcast. */
export function arpFrame(sender: Station, target: { readonly ip: Uint8Array; readonly mac?: Uint8Array }): Uint8Array {
  const frame = ethernet(target.mac ?? broadcast, sender.mac, 0x0806, 28);
  frame.set(arpEthernetIpv4, 14);
  put16(frame, 20, target.mac ? 2 : 1);
  frame.set(sender.mac, 22);
  frame.set(sender.ip, 28);
  if (target.mac) frame.set(target.mac, 32);
  frame.set(target.ip, 38);
  return frame;
}

interface UdpEnd {
  readonly ip: Uint8Array;
  readonly port: number;
}

export function udpDatagram(from: UdpEnd, to: UdpEnd, payload: Uint8Array): Uint8Array {
  const datagram = new Uint8Array(udpBytes + payload.length);
  put16(datagram, 0, from.port);
  put16(datagram, 2, to.port);
  put16(datagram, 4, datagram.length);
  datagram.set(payload, udpBytes);
  // A sum of 0 is sent as all ones: 0 would say that there is none.
  put16(datagram, 6, transportChecksum(from.ip, to.ip, PROTOCOL.UDP, datagram) || 0xffff);
  return datagram;
}

export function ipv4Frame(
  from: Station,
  to: Station,
  protocol: number,
  identification: number,
  payload: Uint8Array,
): Uint8Array {
  const frame = ethernet(to.mac, from.mac, 0x0800, ipv4Bytes + payload.length);
  const ip = ethernetBytes;
  frame[ip] = 0x45;
  put16(frame, ip + 2, ipv4Bytes + payload.length);
  put16(frame, ip + 4, identification & 0xffff);
  put16(frame, ip + 6, 0x4000);
  frame[ip + 8] = timeToLive;
  frame[ip + 9] = protocol;
  frame.set(from.ip, ip + 12);
  frame.set(to.ip, ip + 16);
  put16(frame, ip + 10, foldChecksum(sumWords(frame, ip, ip + ipv4Bytes)));
  frame.set(payload, ip + ipv4Bytes);
  return frame;
}

/** Of UDP and TCP, with the pseudo-header: addresses, protocol, length. 0 over a packet that carries its own. */
export function transportChecksum(fromIp: Uint8Array, toIp: Uint8Array, protocol: number, packet: Uint8Array): number {
  const pseudo = sumWords(toIp, 0, 4, sumWords(fromIp, 0, 4, protocol + packet.length));
  return foldChecksum(sumWords(packet, 0, packet.length, pseudo));
}

/** Null for what a client does not speak, and for what fails its checksums. */
export function readFrame(frame: Uint8Array): ReceivedFrame | null {
  switch (get16(frame, 12)) {
    case 0x0806:
      return readArp(frame);
    case 0x0800:
      return readIpv4(frame);
    default:
      return null;
  }
}

function readArp(frame: Uint8Array): ReceivedFrame | null {
  if (frame.length < 42 || arpEthernetIpv4.some((byte, i) => frame[14 + i] !== byte)) return null;
  return {
    what: get16(frame, 20) === 1 ? "arp-request" : "arp-reply",
    senderMac: frame.slice(22, 28),
    senderIp: frame.slice(28, 32),
    targetIp: frame.slice(38, 42),
  };
}

function readIpv4(frame: Uint8Array): ReceivedFrame | null {
  const ip = ethernetBytes;
  if (frame.length < ip + ipv4Bytes || frame[ip] !== 0x45) return null;
  const end = ip + get16(frame, ip + 2);
  if (end > frame.length || foldChecksum(sumWords(frame, ip, ip + ipv4Bytes)) !== 0) return null;
  const fromIp = frame.slice(ip + 12, ip + 16);
  const toIp = frame.slice(ip + 16, ip + 20);
  const packet = frame.slice(ip + ipv4Bytes, end);
  if (frame[ip + 9] === PROTOCOL.TCP) return { what: "tcp", fromIp, toIp, bytes: packet };
  if (frame[ip + 9] !== PROTOCOL.UDP || packet.length < udpBytes || get16(packet, 4) !== packet.length) return null;
  if (get16(packet, 6) !== 0 && transportChecksum(fromIp, toIp, PROTOCOL.UDP, packet) !== 0) return null;
  return {
    what: "udp",
    from: { mac: frame.slice(6, 12), ip: fromIp },
    fromPort: get16(packet, 0),
    toIp,
    toPort: get16(packet, 2),
    payload: packet.subarray(udpBytes),
  };
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

export function put16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 8;
  bytes[at + 1] = value;
}

export function get16(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!;
}
