/** The other end of `lockstep boot --net`: one station that answers every ARP request and every ping. */
import { foldChecksum, sumWords } from "./clients/checksum.ts";
import { arpFrame, readFrame, sameBytes } from "./clients/frames.ts";

const MAC = Uint8Array.of(0x02, 0, 0, 0, 0, 0x01);
const IP = 14;
const ICMP = IP + 20;
const ECHO_REQUEST = 8;

/** What comes back for a frame of the guest's, or null. */
export function peerAnswer(frame: Uint8Array): Uint8Array | null {
  const read = readFrame(frame);
  if (read?.what === "arp-request") {
    // An announcement of its own address is no question.
    if (sameBytes(read.senderIp, read.targetIp)) return null;
    return arpFrame({ mac: MAC, ip: read.targetIp }, { ip: read.senderIp, mac: read.senderMac });
  }
  const isEcho =
    frame[12] === 0x08 &&
    frame[13] === 0x00 &&
    frame[IP] === 0x45 &&
    frame[IP + 9] === 1 &&
    frame.length >= ICMP + 8 &&
    frame[ICMP] === ECHO_REQUEST;
  return isEcho ? echoReply(frame) : null;
}

function echoReply(request: Uint8Array): Uint8Array {
  const reply = request.slice();
  reply.set(request.subarray(6, 12), 0);
  reply.set(MAC, 6);
  reply.set(request.subarray(IP + 16, IP + 20), IP + 12);
  reply.set(request.subarray(IP + 12, IP + 16), IP + 16);
  reply[ICMP] = 0;
  reply.fill(0, ICMP + 2, ICMP + 4);
  const end = Math.min(reply.length, IP + ((reply[IP + 2]! << 8) | reply[IP + 3]!));
  const sum = foldChecksum(sumWords(reply, ICMP, end));
  reply[ICMP + 2] = sum >> 8;
  reply[ICMP + 3] = sum & 0xff;
  return reply;
}
