/** Ethernet, IPv4, UDP and TCP headers, enough for a capture: RFC 791, 768, 9293. */

/** Somebody on the simulated network of hosts: address 10.0.0.`number`. */
export interface Endpoint {
  readonly number: number;
  readonly port: number;
}

function mac(view: DataView, offset: number, { number }: Endpoint): void {
  // Locally administered.
  view.setUint16(offset, 0x0200);
  view.setUint32(offset + 2, number);
}

function address({ number }: Endpoint): number {
  return 0x0a000000 + number;
}

/** The internet checksum (RFC 1071), over 16-bit words. */
function checksum(bytes: Uint8Array, start: number): number {
  let sum = start;
  for (let i = 0; i < bytes.length; i += 2) sum += (bytes[i]! << 8) | (bytes[i + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x10000);
  return ~sum & 0xffff;
}

function pseudoHeader(from: Endpoint, to: Endpoint, protocol: number, length: number): number {
  return 2 * 0x0a00 + from.number + to.number + protocol + length;
}

interface Packet {
  readonly protocol: number;
  readonly bytes: Uint8Array;
}

export function ethernetFrame(from: Endpoint, to: Endpoint, { protocol, bytes }: Packet): Uint8Array {
  const frame = new Uint8Array(34 + bytes.length);
  const view = new DataView(frame.buffer);
  mac(view, 0, to);
  mac(view, 6, from);
  view.setUint16(12, 0x0800);
  view.setUint16(14, 0x4500);
  view.setUint16(16, 20 + bytes.length);
  // Don't fragment; time to live 64.
  view.setUint16(20, 0x4000);
  view.setUint8(22, 64);
  view.setUint8(23, protocol);
  view.setUint32(26, address(from));
  view.setUint32(30, address(to));
  view.setUint16(24, checksum(frame.subarray(14, 34), 0));
  frame.set(bytes, 34);
  return frame;
}

export function udpDatagram(from: Endpoint, to: Endpoint, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8 + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, from.port);
  view.setUint16(2, to.port);
  view.setUint16(4, bytes.length);
  bytes.set(payload, 8);
  view.setUint16(6, checksum(bytes, pseudoHeader(from, to, 17, bytes.length)) || 0xffff);
  return ethernetFrame(from, to, { protocol: 17, bytes });
}

interface Segment {
  readonly flags: "SYN" | "SYN ACK" | "PSH ACK" | "FIN ACK";
  readonly sequence: number;
  readonly acknowledged: number;
  readonly bytes: Uint8Array;
}

const flagBits = { SYN: 0x02, "SYN ACK": 0x12, "PSH ACK": 0x18, "FIN ACK": 0x11 } as const;

export function tcpSegment(from: Endpoint, to: Endpoint, { flags, sequence, acknowledged, bytes }: Segment): Packet {
  const segment = new Uint8Array(20 + bytes.length);
  const view = new DataView(segment.buffer);
  view.setUint16(0, from.port);
  view.setUint16(2, to.port);
  view.setUint32(4, sequence);
  view.setUint32(8, flags === "SYN" ? 0 : acknowledged);
  view.setUint16(12, 0x5000 | flagBits[flags]);
  view.setUint16(14, 0xffff);
  segment.set(bytes, 20);
  view.setUint16(16, checksum(segment, pseudoHeader(from, to, 6, segment.length)));
  return { protocol: 6, bytes: segment };
}
