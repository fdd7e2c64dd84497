import test, { type ExecutionContext } from "ava";

import { arpRequest, echoRequest, ipv4Message } from "./frames.test-helper.ts";
import { onEachHost, type RunningGuest } from "./hosts.test-helper.ts";
import { askKv, bytes, client, requestFrame, server, text } from "./service-client.test-helper.ts";
import { decodeKvReply, encodeKvRequest } from "./kv-protocol.ts";

test("a reply that is cut short, or of another magic, is none", (t) => {
  const reply = new Uint8Array(24);
  reply.set([0x6b, 0x76]);
  t.is(decodeKvReply(reply)?.status, "ok");
  t.is(decodeKvReply(reply.subarray(0, 23)), null);
  t.is(decodeKvReply(Uint8Array.from([...reply, 0])), null);
  t.is(decodeKvReply(Uint8Array.from([0x4b, 0x56, ...reply.subarray(2)])), null);
});

async function serves(t: ExecutionContext, guest: RunningGuest): Promise<void> {
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
  t.is((await askKv(guest, 3, 1, { op: "get", key })).status, "not-found");
  const set = await askKv(guest, 3, 2, { op: "set", key, value: bytes("one") });
  t.is(set.status, "ok");
  t.deepEqual(
    (await askKv(guest, 3, 2, { op: "set", key, value: bytes("one") })).raw,
    set.raw,
    "asked again, answered alike",
  );
  t.is((await askKv(guest, 3, 3, { op: "cas", key, expected: null, value: bytes("two") })).status, "mismatch");
  const failed = await askKv(guest, 3, 4, { op: "cas", key, expected: bytes("two"), value: bytes("three") });
  t.is(`${failed.status} ${text(failed.value)}`, "mismatch one");
  t.is((await askKv(guest, 3, 5, { op: "cas", key, expected: bytes("one"), value: bytes("two") })).status, "ok");
  const appended = await askKv(guest, 3, 6, { op: "append", key, value: bytes(", three") });
  t.is(`${appended.status} ${text(appended.value)}`, "ok two, three");
  const full = await askKv(guest, 3, 7, { op: "append", key, value: new Uint8Array(512) });
  t.is(full.status, "no-room");
  const got = await askKv(guest, 3, 8, { op: "get", key });
  t.is(`${got.op} ${got.status} ${text(got.value)}`, "get ok two, three");
  t.true(got.tsc > set.tsc);
  const late = requestFrame(encodeKvRequest({ client: 3, number: 7, operation: { op: "get", key } }));
  const waitMs = 300;
  await t.throwsAsync(async () => guest.ask(late, (frame) => ipv4Message(frame, 17), waitMs), { message: /no answer/ });

  await guest.elapse(300);
  const later = await askKv(guest, 3, 9, { op: "get", key });
  t.true(later.ticks > got.ticks, `${later.ticks} ticks after ${got.ticks}`);
  t.is((await askKv(guest, 3, 10, { op: "cas", key: bytes("new"), expected: null, value: bytes("v") })).status, "ok");
}

onEachHost("the key-value server", "kv", serves);
onEachHost("the key-value server notifying by ports", "kv", serves, { qemuCard: ",modern-pio-notify=on" });
