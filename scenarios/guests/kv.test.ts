import test from "ava";

import { arpRequest, echoRequest, ipv4Message, type Station, udpFrame } from "./frames.test-helper.ts";
import { guestImagePath, guestNamed } from "./guests.ts";
import { decodeKvReply, encodeKvRequest, kvPort, type KvOperation, type KvReply } from "./kv-protocol.ts";
import { QemuGuest, qemuIsInstalled } from "./qemu.test-helper.ts";

const client: Station = { mac: "020000000001", ip: [10, 0, 0, 1] };
const server: Station = { mac: "525400123456", ip: [10, 0, 0, 2] };

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (value: Uint8Array): string => new TextDecoder().decode(value);

/** Asks as client 3 with the given number; the reply's datagram and what it says. */
async function ask(guest: QemuGuest, number: number, operation: KvOperation): Promise<KvReply & { raw: Buffer }> {
  const frame = udpFrame(client, server, 5000, kvPort, encodeKvRequest({ client: 3, number, operation }));
  return guest.ask(frame, (answer) => {
    const datagram = ipv4Message(answer, 17);
    const reply = datagram === null ? null : decodeKvReply(datagram.subarray(8));
    return datagram === null || reply === null || reply.number !== number ? null : { ...reply, raw: datagram };
  });
}

test("a reply that is cut short, or of another magic, is none", (t) => {
  const reply = new Uint8Array(24);
  reply.set([0x6b, 0x76]);
  t.is(decodeKvReply(reply)?.status, "ok");
  t.is(decodeKvReply(reply.subarray(0, 23)), null);
  t.is(decodeKvReply(Uint8Array.from([...reply, 0])), null);
  t.is(decodeKvReply(Uint8Array.from([0x4b, 0x56, ...reply.subarray(2)])), null);
});

const cards = {
  "structures in memory": "",
  "notification in ports": ",modern-pio-notify=on",
};
for (const [name, card] of Object.entries(cards)) {
  test(`the key-value server under QEMU, ${name}`, async (t) => {
    if (!qemuIsInstalled) {
      t.log("SKIPPED: qemu-system-i386 is not installed");
      t.pass();
      return;
    }
    const guest = await QemuGuest.start(guestImagePath("kv"), guestNamed("kv").commandLine, card);
    t.teardown(() => guest.stop());
    await guest.waitFor("kv: ready 10.0.0.2\n");

    const arp = await guest.ask(arpRequest(client, server.ip), (frame) =>
      frame.readUInt16BE(12) === 0x0806 ? frame : null,
    );
    t.is(arp.subarray(14, 42).toString("hex"), `0001080006040002${server.mac}0a000002${client.mac}0a000001`);

    const payload = Buffer.from("an odd number of payload bytes!");
    const echo = await guest.ask(echoRequest(client, server, payload), (frame) => ipv4Message(frame, 1));
    t.is(echo.readUInt16BE(0), 0, "an echo reply");
    t.is(echo.toString("latin1", 8), payload.toString("latin1"));

    const key = bytes("key");
    t.is((await ask(guest, 1, { op: "get", key })).status, "not-found");
    const set = await ask(guest, 2, { op: "set", key, value: bytes("one") });
    t.is(set.status, "ok");
    t.deepEqual(
      (await ask(guest, 2, { op: "set", key, value: bytes("one") })).raw,
      set.raw,
      "asked again, answered alike",
    );
    t.is((await ask(guest, 3, { op: "cas", key, expected: null, value: bytes("two") })).status, "mismatch");
    const failed = await ask(guest, 4, { op: "cas", key, expected: bytes("two"), value: bytes("three") });
    t.is(`${failed.status} ${text(failed.value)}`, "mismatch one");
    t.is((await ask(guest, 5, { op: "cas", key, expected: bytes("one"), value: bytes("two") })).status, "ok");
    const appended = await ask(guest, 6, { op: "append", key, value: bytes(", three") });
    t.is(`${appended.status} ${text(appended.value)}`, "ok two, three");
    const full = await ask(guest, 7, { op: "append", key, value: new Uint8Array(512) });
    t.is(full.status, "no-room");
    const got = await ask(guest, 8, { op: "get", key });
    t.is(`${got.op} ${got.status} ${text(got.value)}`, "get ok two, three");
    t.true(got.tsc > set.tsc);
    await t.throwsAsync(
      guest.ask(
        udpFrame(
          client,
          server,
          5000,
          kvPort,
          encodeKvRequest({ client: 3, number: 7, operation: { op: "get", key } }),
        ),
        (frame) => ipv4Message(frame, 17),
        300,
      ),
      { message: /no answer/ },
      "older numbers are ignored",
    );

    await new Promise((resolve) => setTimeout(resolve, 300));
    const later = await ask(guest, 9, { op: "get", key });
    t.true(later.ticks > got.ticks, `${later.ticks} ticks after ${got.ticks}`);
    t.is((await ask(guest, 10, { op: "cas", key: bytes("new"), expected: null, value: bytes("v") })).status, "ok");
  });
}
