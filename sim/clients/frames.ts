/** Ethernet frames of a client: ARP (RFC 826), IPv4 (RFC 791), UDP (RFC 768). */
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
    };

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

export function udpFrame(
  from: Station,
  fromPort: number,
  to: Station,
  toPort: number,
  identification: number,
  payload: Uint8Array,
): Uint8Array {
  const udpLength = udpBytes + payload.length;
  const frame = ethernet(to.mac, from.mac, 0x0800, ipv4Bytes + udpLength);
  const ip = ethernetBytes;
  frame[ip] = 0x45;
  put16(frame, ip + 2, ipv4Bytes + udpLength);
  put16(frame, ip + 4, identification & 0xffff);
  put16(frame, ip + 6, 0x4000);
  frame[ip + 8] = timeToLive;
  frame[ip + 9] = 17;
  frame.set(from.ip, ip + 12);
  frame.set(to.ip, ip + 16);
  put16(frame, ip + 10, foldChecksum(sumWords(frame, ip, ip + ipv4Bytes)));
  const udp = ip + ipv4Bytes;
  put16(frame, udp, fromPort);
  put16(frame, udp + 2, toPort);
  put16(frame, udp + 4, udpLength);
  frame.set(payload, udp + udpBytes);
  // A sum of 0 is sent as all ones: 0 would say that there is none.
  put16(frame, udp + 6, foldChecksum(udpSum(frame, udp, udpLength)) || 0xffff);
  return frame;
}

/** With the pseudo-header: addresses, protocol, length. */
function udpSum(frame: Uint8Array, udp: number, udpLength: number): number {
  return sumWords(frame, udp, udp + udpLength, sumWords(frame, ethernetBytes + 12, ethernetBytes + 20, 17 + udpLength));
}

/** Null for what a client does not speak, and for what fails its checksums. */
export function readFrame(frame: Uint8Array): ReceivedFrame | null {
  switch (get16(frame, 12)) {
    case 0x0806:
      return readArp(frame);
    case 0x0800:
      return readUdp(frame);
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

function readUdp(frame: Uint8Array): ReceivedFrame | null {
  const ip = ethernetBytes;
  if (frame.length < ip + ipv4Bytes + udpBytes || frame[ip] !== 0x45 || frame[ip + 9] !== 17) return null;
  const udp = ip + ipv4Bytes;
  const udpLength = get16(frame, udp + 4);
  if (get16(frame, ip + 2) !== ipv4Bytes + udpLength || udp + udpLength > frame.length) return null;
  if (foldChecksum(sumWords(frame, ip, udp)) !== 0) return null;
  if (get16(frame, udp + 6) !== 0 && foldChecksum(udpSum(frame, udp, udpLength)) !== 0) return null;
  return {
    what: "udp",
    from: { mac: frame.slice(6, 12), ip: frame.slice(ip + 12, ip + 16) },
    fromPort: get16(frame, udp),
    toIp: frame.slice(ip + 16, ip + 20),
    toPort: get16(frame, udp + 2),
    payload: frame.slice(udp + udpBytes, udp + udpLength),
  };
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function put16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 8;
  bytes[at + 1] = value;
}

function get16(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 8) | bytes[at + 1]!;
}
