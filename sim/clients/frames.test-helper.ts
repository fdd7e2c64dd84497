import { ipv4Frame, PROTOCOL, udpDatagram, type Station } from "./frames.ts";

export function udpFrame(
  from: Station,
  fromPort: number,
  to: Station,
  toPort: number,
  identification: number,
  payload: Uint8Array,
): Uint8Array {
  const datagram = udpDatagram({ ip: from.ip, port: fromPort }, { ip: to.ip, port: toPort }, payload);
  return ipv4Frame(from, to, PROTOCOL.UDP, identification, datagram);
}
