/** The few frames that tests send to a guest, and how they read the answers. */

const ethernetBytes = 14;
const ipv4Bytes = 20;
const udpBytes = 8;

export interface Station {
  /** Six bytes as 12 hexadecimal digits. */
  readonly mac: string;
  /** Four numbers. */
  readonly ip: readonly [number, number, number, number];
}

function checksum(bytes: Buffer): number {
  let total = 0;
  for (let at = 0; at < bytes.length; at += 2) total += bytes[at] * 256 + (bytes[at + 1] ?? 0);
  while (total > 0xffff) total = (total & 0xffff) + (total >>> 16);
  return ~total & 0xffff;
}

function u16(...values: number[]): Buffer {
  return Buffer.from(values.flatMap((value) => [value >>> 8, value & 0xff]));
}

function mac(station: Station): Buffer {
  return Buffer.from(station.mac, "hex");
}

function ipv4(from: Station, to: Station, protocol: number, payload: Buffer): Buffer {
  const header = Buffer.concat([
    u16(0x4500, ipv4Bytes + payload.length, 0, 0, 0x4000 | protocol, 0),
    Buffer.from([...from.ip, ...to.ip]),
  ]);
  header.writeUInt16BE(checksum(header), 10);
  return Buffer.concat([mac(to), mac(from), u16(0x0800), header, payload]);
}

export function arpRequest(from: Station, ip: Station["ip"]): Buffer {
  return Buffer.concat([
    Buffer.alloc(6, 0xff),
    mac(from),
    u16(0x0806, 1, 0x0800, 0x0604, 1),
    mac(from),
    Buffer.from([...from.ip, 0, 0, 0, 0, 0, 0, ...ip]),
  ]);
}

export function echoRequest(from: Station, to: Station, payload: Buffer): Buffer {
  const message = Buffer.concat([u16(0x0800, 0, 0x1234, 1), payload]);
  message.writeUInt16BE(checksum(message), 2);
  return ipv4(from, to, 1, message);
}

export function udpFrame(from: Station, to: Station, fromPort: number, toPort: number, payload: Uint8Array): Buffer {
  const datagram = Buffer.concat([u16(fromPort, toPort, udpBytes + payload.length, 0), payload]);
  const pseudo = Buffer.concat([Buffer.from([...from.ip, ...to.ip]), u16(17, datagram.length)]);
  datagram.writeUInt16BE(checksum(Buffer.concat([pseudo, datagram])) || 0xffff, 6);
  return ipv4(from, to, 17, datagram);
}

/** The message of an ICMP or UDP packet whose checksums are right, or null. */
export function ipv4Message(frame: Buffer, protocol: 1 | 17): Buffer | null {
  const packet = frame.subarray(ethernetBytes);
  if (frame.readUInt16BE(12) !== 0x0800 || packet[9] !== protocol) return null;
  const message = packet.subarray(ipv4Bytes, packet.readUInt16BE(2));
  const pseudo = Buffer.concat([packet.subarray(12, 20), u16(17, message.length)]);
  const summed = protocol === 17 ? Buffer.concat([pseudo, message]) : message;
  return checksum(packet.subarray(0, ipv4Bytes)) === 0 && checksum(summed) === 0 ? message : null;
}
