import test from "ava";

import { bankAccounts, bankInitialBalance } from "./bank-protocol.ts";
import { counterNames, encodeCountersRequest } from "./counters-protocol.ts";
import { ipv4Message } from "./frames.test-helper.ts";
import { onEachHost } from "./hosts.test-helper.ts";
import { encodeKvRequest, decodeKvReply } from "./kv-protocol.ts";
import { MachineGuest } from "./machine.test-helper.ts";
import { askBank, askCounters, askKv, bytes, requestFrame, text } from "./service-client.test-helper.ts";
import { encodeWords } from "./service-protocol.ts";

const dataPort = 7501;

onEachHost("the bank moves money and makes none", "bank", async (t, guest) => {
  await guest.waitFor("bank: ready 10.0.0.2\n");
  const moved = await askBank(guest, 1, { op: "transfer", from: 3, to: 5, amount: 300 });
  t.deepEqual([moved.status, ...moved.amounts], ["ok", bankInitialBalance - 300, bankInitialBalance + 300]);
  const tooMuch = await askBank(guest, 2, { op: "transfer", from: 3, to: 5, amount: 701 });
  t.deepEqual([tooMuch.status, ...tooMuch.amounts], ["too-poor", bankInitialBalance - 300, bankInitialBalance + 300]);
  t.is((await askBank(guest, 3, { op: "transfer", from: 3, to: bankAccounts, amount: 1 })).status, "no-such-account");
  t.deepEqual((await askBank(guest, 4, { op: "transfer", from: 5, to: 5, amount: 10 })).amounts, [1300, 1300]);
  t.deepEqual((await askBank(guest, 5, { op: "balance", account: 5 })).amounts, [1300]);
  t.deepEqual((await askBank(guest, 6, { op: "total" })).amounts, [bankAccounts * bankInitialBalance, 2]);
});

onEachHost("the CPU-bound guest goes round while it answers", "cpu", async (t, guest) => {
  await guest.waitFor("cpu: ready");
  const first = await askCounters(guest, 1);
  await guest.elapse(200);
  const second = await askCounters(guest, 2);
  t.true(second.counters[0] > first.counters[0], `rounds ${first.counters[0]}, then ${second.counters[0]}`);
  t.is(second.counters[1], 3512, "primes below 32768");
});

onEachHost("the disk-bound guest reads what it wrote", "disk", async (t, guest) => {
  await guest.waitFor("disk: ready");
  let [reads, writes, mismatches, failures] = [0, 0, 0, 0];
  // A host that has other things to do gives it little time in 200 ms.
  for (let number = 1; number <= 50; number++) {
    await guest.elapse(200);
    [reads, writes, mismatches, failures] = (await askCounters(guest, number)).counters;
    if (reads > 20 && writes > 20) break;
  }
  t.true(reads > 20 && writes > 20, `${reads} reads, ${writes} writes`);
  t.deepEqual([mismatches, failures], [0, 0], guest.console);
});

test("the disk-bound guest notices a block that lies", (t) => {
  const guest = new MachineGuest("disk");
  guest.waitFor("disk: ready");
  guest.elapse(5);
  guest.disk.fill(0x5a, 0, 64 * 512);
  guest.elapse(5);
  t.regex(guest.console, /disk: sector \d+ holds 5a5a5a5a/);
});

onEachHost("the receiver counts datagrams, and those out of turn", "netrx", async (t, guest) => {
  await guest.waitFor("netrx: ready");
  for (const number of [0, 1, 2, 4, 5]) guest.send(requestFrame(encodeWords([number, 7]), dataPort));
  await guest.elapse(100);
  const { counters } = await askCounters(guest, 1);
  t.deepEqual(counters.slice(0, 3), [5, 40, 1]);
});

onEachHost("the transmitter sends all that was asked for, in turn", "nettx", async (t, guest) => {
  await guest.waitFor("nettx: ready");
  const count = 24; // more than the card has buffers, less than what the loopback interface would drop
  const numbers: number[] = [];
  const request = encodeCountersRequest(0, 1, { op: "transmit", datagrams: count, payloadBytes: 1000 });
  await guest.ask(requestFrame(request), (frame) => {
    const datagram = ipv4Message(frame, 17);
    if (datagram?.length === 1008) numbers.push(datagram.readUInt32LE(8));
    return numbers.length === count ? true : null;
  });
  t.deepEqual(
    numbers,
    Array.from({ length: count }, (_, number) => number),
  );
  t.deepEqual((await askCounters(guest, 2)).counters.slice(0, 2), [count, 0]);
});

onEachHost("the racer races", "racer", async (t, guest) => {
  await guest.waitFor("racer: ready");
  await guest.waitFor("racer: ready 10.0.0.2\nracer: ");
  const { counters } = await askCounters(guest, 1);
  t.true(counters[counterNames.racer.indexOf("rounds")] >= 64);
});

test("the racer meets stale translations and reads that arrive while it looks, alike each time", async (t) => {
  const guest = new MachineGuest("racer");
  guest.waitFor("racer: ready");
  guest.elapse(500);
  const rounds = guest.console.match(/racer: [0-9a-f]{8}\n/g) ?? [];
  t.true(rounds.length > 5, guest.console);
  const again = new MachineGuest("racer");
  again.waitFor("racer: ready");
  again.elapse(500);
  t.is(again.console, guest.console, "the same inputs, the same race");
  const { counters } = await askCounters(guest, 1);
  t.true(counters[counterNames.racer.indexOf("stale")] > 0);
  t.true(counters[counterNames.racer.indexOf("arrivals")] > 0);
});

test("the idle guest halts for good", (t) => {
  const guest = new MachineGuest("idle");
  guest.waitFor("idle: ready\n");
  guest.elapse(1);
  const before = guest.machine.position;
  guest.elapse(1000);
  t.is(guest.machine.position, before);
});

test("the guest that kills itself does so when asked", async (t) => {
  const guest = new MachineGuest("triple");
  guest.waitFor("triple: ready");
  t.is((await askCounters(guest, 1)).counters[0], 1);
  guest.send(requestFrame(encodeCountersRequest(0, 2, { op: "kill" })));
  guest.elapse(100);
  t.is(guest.machine.run(1), "shutdown");
});

onEachHost("the log-keeping server serves", "wal", async (t, guest) => {
  await guest.waitFor("wal: epoch 0, 0 records\nwal: ready 10.0.0.2\n");
  const key = bytes("key");
  t.is((await askKv(guest, 1, 1, { op: "set", key, value: bytes("one") })).status, "ok");
  t.is((await askKv(guest, 1, 2, { op: "cas", key, expected: bytes("two"), value: bytes("x") })).status, "mismatch");
  t.is(text((await askKv(guest, 1, 3, { op: "append", key, value: bytes("!") })).value), "one!");
  t.is(text((await askKv(guest, 1, 4, { op: "get", key })).value), "one!");
});

test("the log-keeping server comes back with all that it answered, replies included", async (t) => {
  const key = bytes("key");
  const first = new MachineGuest("wal");
  first.waitFor("wal: ready");
  let last = await askKv(first, 2, 1, { op: "append", key, value: bytes("1") });
  for (let number = 2; number <= 9; number++) {
    last = await askKv(first, 2, number, { op: "append", key, value: bytes(String(number)) });
  }
  const second = new MachineGuest("wal", { disk: first.disk });
  second.waitFor("wal: epoch 0, 9 records\nwal: ready");
  t.deepEqual(
    (await askKv(second, 2, 9, { op: "append", key, value: bytes("9") })).raw,
    last.raw,
    "not executed again",
  );
  t.is(text((await askKv(second, 2, 10, { op: "get", key })).value), "123456789");
  t.is(text((await askKv(second, 2, 11, { op: "append", key, value: bytes("!") })).value), "123456789!");
});

test("the log-keeping server, cut off at any moment of a request, executes it once", async (t) => {
  const key = bytes("key");
  let guest = new MachineGuest("wal");
  let value = "";
  for (let number = 1; number <= 30; number++) {
    guest.waitFor("wal: ready 10.0.0.2\n");
    const operation = { op: "append", key, value: bytes(`${number} `) } as const;
    guest.send(requestFrame(encodeKvRequest({ client: 4, number, operation })));
    guest.elapse(number * 0.003); // the disk takes 0.02 ms for the write, and for the flush
    guest = new MachineGuest("wal", { disk: guest.disk });
    guest.waitFor("wal: ready 10.0.0.2\n");
    value += `${number} `;
    t.is(text((await askKv(guest, 4, number, operation)).value), value);
  }
});

test("the log-keeping server begins a new log when the old one is full", async (t) => {
  let guest = new MachineGuest("wal");
  guest.waitFor("wal: ready");
  const value = new Uint8Array(400).fill(0x61);
  for (let number = 1; number <= 1000; number++) {
    await askKv(guest, 0, number, { op: "set", key: bytes(`key${number % 100}`), value: value.fill(number % 251) });
  }
  guest = new MachineGuest("wal", { disk: guest.disk });
  guest.waitFor("wal: ready");
  t.regex(guest.console, /wal: epoch [1-9]\d*, /);
  for (let number = 901; number <= 1000; number++) {
    const got = await askKv(guest, 1, number, { op: "get", key: bytes(`key${number % 100}`) });
    t.deepEqual(got.value, new Uint8Array(400).fill(number % 251), `key${number % 100}`);
  }
});

test("the server without a lock loses an update", async (t) => {
  const guest = new MachineGuest("nonatomic", { commandLine: "ip=10.0.0.2 hz=1000 window=20000" });
  guest.waitFor("nonatomic: ready");
  const key = bytes("key");
  t.is((await askKv(guest, 0, 1, { op: "set", key, value: bytes("0") })).status, "ok");
  const cas = (from: number) => ({ op: "cas", key, expected: bytes("0"), value: bytes(`from ${from}`) }) as const;
  for (const from of [1, 2])
    guest.send(requestFrame(encodeKvRequest({ client: from, number: 1, operation: cas(from) })));
  const statuses: string[] = [];
  guest.ask(requestFrame(encodeKvRequest({ client: 3, number: 1, operation: { op: "get", key } })), (frame) => {
    const datagram = ipv4Message(frame, 17);
    const reply = datagram === null ? null : decodeKvReply(datagram.subarray(8));
    if (reply?.op === "cas") statuses.push(reply.status);
    return statuses.length === 2 ? true : null;
  });
  t.deepEqual(statuses, ["ok", "ok"], "both saw the old value");
});
