import { readFileSync } from "node:fs";
import test from "ava";
import { peerAnswer } from "./boot-peer.ts";
import { bootMachine, type BootOptions, BootSession } from "./boot.ts";
import { createPlatform } from "./platform.ts";
import { snapshotDifference } from "./snapshot-difference.ts";

const platform = await createPlatform();
const image = readFileSync(new URL("../../scenarios/guests/images/kv.elf", import.meta.url));

const KV: BootOptions = {
  image,
  commandLine: "ip=10.0.0.2 hz=20",
  initrd: null,
  disk: null,
  ramBytes: 2 << 20,
  net: true,
  seed: 1,
  maxUnits: 200_000,
  until: null,
  onConsole: () => {},
};

test("ends when the console printed the text", (t) => {
  const printed: number[] = [];
  const result = bootMachine({ ...KV, until: "ready", onConsole: (byte) => printed.push(byte) }, platform);
  t.is(result.reason, "until");
  t.true(result.serial.endsWith("kv: ready"));
  t.is(String.fromCharCode(...printed), result.serial);
});

test("the same image and options end in the same digest, however the run is cut", (t) => {
  const whole = bootMachine(KV, platform);
  t.is(whole.reason, "limit");
  t.is(whole.position, KV.maxUnits);
  const session = new BootSession(KV, platform);
  while (session.advance(777) === null);
  t.deepEqual(session.result(), whole);
});

test("goes on from a snapshot as if there had been none", (t) => {
  const first = new BootSession({ ...KV, maxUnits: 150_000 }, platform);
  while (first.advance(1_000_000) === null);
  const second = bootMachine({ ...KV, image: first.snapshot(), maxUnits: 50_000 }, platform);
  t.is(second.position, 200_000);
  t.is(second.digest, bootMachine(KV, platform).digest);
});

test("goes on from a snapshot of a guest that never waits, wherever it was taken", (t) => {
  const image = readFileSync(new URL("../../scenarios/guests/images/cpu.elf", import.meta.url));
  const busy = { ...KV, image, commandLine: "ip=10.0.0.2 hz=1000" };
  const whole = bootMachine(busy, platform);
  for (const maxUnits of [3000, 70_001, 155_555]) {
    const first = new BootSession({ ...busy, maxUnits }, platform);
    while (first.advance(1_000_000) === null);
    const second = bootMachine({ ...busy, image: first.snapshot(), maxUnits: KV.maxUnits - maxUnits }, platform);
    t.is(second.digest, whole.digest);
    t.is(second.virtualNs, whole.virtualNs);
  }
});

test("two snapshots differ where the machines do", (t) => {
  const snapshotAt = (maxUnits: number, options: Partial<BootOptions> = {}): Uint8Array => {
    const session = new BootSession({ ...KV, ...options, maxUnits }, platform);
    while (session.advance(maxUnits) === null);
    return session.snapshot();
  };
  const left = snapshotAt(100_000);
  t.is(snapshotDifference(left, snapshotAt(100_000), platform), null);
  t.regex(snapshotDifference(left, snapshotAt(100_001), platform)!.where, /^cpu\//);
  t.is(snapshotDifference(left, snapshotAt(100_000, { ramBytes: 4 << 20 }), platform)!.where, "configuration");
});

/** A flat image: `mov dx, port; mov al, value; out dx, al`, then HLT with interrupts off. */
function out(port: number, value: number): Uint8Array {
  return Uint8Array.of(0x66, 0xba, port & 0xff, port >> 8, 0xb0, value, 0xee, 0xfa, 0xf4);
}

test("says how it ended", (t) => {
  const exit = bootMachine({ ...KV, image: out(0xf4, 7) }, platform);
  t.like(exit, { reason: "debug-exit", exitCode: 7, position: 3, instructions: 3 });
  t.is(bootMachine({ ...KV, image: out(0x80, 0) }, platform).reason, "halted");
  t.is(bootMachine({ ...KV, image: Uint8Array.of(0x0f, 0x0b) }, platform).reason, "shutdown");
});

test("keys reach the guest", (t) => {
  const image = Uint8Array.from(
    [
      [0x66, 0xba, 0xfd, 0x03], // mov dx, 3fdh
      [0xec, 0xa8, 0x01, 0x74, 0xfb], // again: in al, dx; test al, 1; jz again
      [0x66, 0xba, 0xf8, 0x03, 0xec, 0xee], // mov dx, 3f8h; in al, dx; out dx, al
      [0x66, 0xba, 0xf4, 0x00, 0xee], // mov dx, f4h; out dx, al
    ].flat(),
  );
  const session = new BootSession({ ...KV, image }, platform);
  t.is(session.advance(1000), null);
  session.type(Uint8Array.of(65));
  t.is(session.advance(1000), "debug-exit");
  t.like(session.result(), { serial: "A", exitCode: 65 });
});

test("the peer answers ARP and ping, nothing else", (t) => {
  const guest = { mac: [2, 0, 0, 0, 0, 9], ip: [10, 0, 2, 15] };
  const peer = [10, 0, 2, 2];
  const question = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, ...guest.mac, 8, 6, 0, 1, 8, 0, 6, 4, 0, 1];
  const arp = Uint8Array.from([question, guest.mac, guest.ip, [0, 0, 0, 0, 0, 0], peer].flat());
  const answer = peerAnswer(arp)!;
  t.deepEqual([...answer.subarray(0, 6)], guest.mac);
  t.deepEqual([...answer.subarray(20, 22)], [0, 2]);
  t.deepEqual([...answer.subarray(28, 32)], peer);
  const announcement = arp.slice();
  announcement.set(guest.ip, 38);
  t.is(peerAnswer(announcement), null);

  const header = [0x45, 0, 0, 30, 0, 1, 0, 0, 64, 1, 0, 0];
  const echo = [8, 0, 0, 0, 0, 1, 0, 1, 0xab, 0xcd];
  const ping = Uint8Array.from([[2, 0, 0, 0, 0, 1], guest.mac, [8, 0], header, guest.ip, peer, echo].flat());
  const pong = peerAnswer(ping)!;
  t.deepEqual([...pong.subarray(26, 34)], [...peer, ...guest.ip]);
  t.deepEqual([...pong.subarray(34)], [0, 0, 0x54, 0x30, 0, 1, 0, 1, 0xab, 0xcd]);
  t.is(peerAnswer(pong), null);
});
