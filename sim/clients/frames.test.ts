import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fc, testProp } from "@fast-check/ava";
import test from "ava";
import { arpFrame, parseAddress, parseMac, readFrame, type Station } from "./frames.ts";
import { udpFrame } from "./frames.test-helper.ts";

const client: Station = { mac: parseMac("525400000101"), ip: parseAddress("10.0.0.101") };
const server: Station = { mac: parseMac("525400000002"), ip: parseAddress("10.0.0.2") };

testProp(
  "a datagram is read as it was written",
  [fc.uint8Array({ maxLength: 600 }), fc.nat(65535)],
  (t, payload, id) => {
    const frame = readFrame(udpFrame(client, 40_000, server, 7000, id, payload));
    t.deepEqual(frame, { what: "udp", from: client, fromPort: 40_000, toIp: server.ip, toPort: 7000, payload });
  },
);

testProp(
  "a datagram with one to three flipped bits in header or payload is not taken for another",
  [fc.uint8Array({ minLength: 30, maxLength: 60 }), fc.uniqueArray(fc.nat(8 * 50 - 1), { minLength: 1, maxLength: 3 })],
  (t, payload, bits) => {
    const bytes = udpFrame(client, 40_000, server, 7000, 1, payload);
    for (const bit of bits) bytes[14 + (bit >>> 3)] ^= 1 << (bit & 7);
    // Two flips may cancel in the internet checksum: that is what the Ethernet FCS is for.
    const frame = readFrame(bytes);
    if (bits.length === 1) t.is(frame, null);
    else t.pass();
  },
);

test("ARP: a request is broadcast, a reply names its target", (t) => {
  const request = arpFrame(client, { ip: server.ip });
  t.deepEqual([...request.subarray(0, 6)], [255, 255, 255, 255, 255, 255]);
  t.is(readFrame(request)?.what, "arp-request");
  const reply = arpFrame(server, client);
  t.deepEqual(reply.subarray(0, 6), client.mac);
  t.deepEqual(readFrame(reply), { what: "arp-reply", senderMac: server.mac, senderIp: server.ip, targetIp: client.ip });
});

test("what a client does not speak is nothing to it", (t) => {
  t.is(readFrame(new Uint8Array(60)), null);
  t.is(readFrame(udpFrame(client, 1, server, 2, 3, new Uint8Array(8)).subarray(0, 40)), null);
});

/** A capture file of classic pcap format, one packet a frame. */
function pcap(frames: readonly Uint8Array[]): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(65_535, 16);
  header.writeUInt32LE(1, 20);
  const packets = frames.flatMap((frame, index) => {
    const head = Buffer.alloc(16);
    head.writeUInt32LE(index, 0);
    head.writeUInt32LE(frame.length, 8);
    head.writeUInt32LE(frame.length, 12);
    return [head, Buffer.from(frame)];
  });
  return Buffer.concat([header, ...packets]);
}

test("a packet analyser finds no fault with a client's frames", (t) => {
  const frames = [
    arpFrame(client, { ip: server.ip }),
    arpFrame(server, client),
    ...[0, 1, 17, 18, 19, 512].map((size) =>
      udpFrame(client, 40_000, server, 7000, size, new Uint8Array(size).fill(7)),
    ),
  ];
  const folder = mkdtempSync(join(tmpdir(), "frames-"));
  const file = join(folder, "frames.pcap");
  writeFileSync(file, pcap(frames));
  const args = ["-r", file, "-o", "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE", "-T", "fields"];
  const fields = ["_ws.expert.message", "_ws.malformed.expert", "udp.checksum.status"].flatMap((name) => ["-e", name]);
  const { error, stdout } = spawnSync("tshark", [...args, ...fields], { encoding: "utf8" });
  rmSync(folder, { recursive: true });
  if (error) {
    t.log("skipped: tshark is not installed");
    t.pass();
    return;
  }
  // Checksum status 1 is "good"; ARP has none.
  t.deepEqual(
    stdout
      .replace(/\n$/, "")
      .split("\n")
      .map((line) => line.trim()),
    ["", "", "1", "1", "1", "1", "1", "1"],
  );
});
