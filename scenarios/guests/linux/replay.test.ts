/**
 * An unmodified kernel under record and replay: the replica gets the log alone, and every digest on the way agrees.
 * Needs what `lockstep guest build` prepares.
 */
import { readFileSync } from "node:fs";
import test from "ava";
import { decodeBatch } from "../../../core/replay/codec.ts";
import { powerOn } from "../../../core/replay/execution.ts";
import { emptyRecording, Recorder, tagging } from "../../../core/replay/recorder.ts";
import { delivery, Replayer } from "../../../core/replay/replayer.ts";
import { linearMemoryBytes } from "../../../core/vm/layout.ts";
import { imageLoader } from "../../../core/vm/loader/image.ts";
import { Machine } from "../../../core/vm/machine.ts";
import { createPlatform } from "../../../sim/platform.ts";
import { preparedGuest } from "./prepared.ts";
import { linuxShell } from "./shell.ts";

const guest = preparedGuest(linuxShell);
const { hash } = await createPlatform();

const CONFIG = { ramBytes: 96 << 20, macAddress: "525400123456", diskSectors: 2048, entropy: true } as const;
const UNITS = 200_000_000;
const UNITS_PER_SECOND = 100_000_000;
const SLICE_UNITS = 200_000;
const DIGEST_EVERY = 20_000_000;
const silent = { guestNs: () => 0, wallSeconds: () => 0 };

function bootedLinux(): Machine {
  const machine = new Machine(CONFIG, new ArrayBuffer(linearMemoryBytes(CONFIG.ramBytes)), silent, hash);
  const boot = { commandLine: linuxShell.commandLine, initrd: readFileSync(guest!.initrd), randomSeed: null };
  machine.load(imageLoader(readFileSync(guest!.kernel), boot));
  return machine;
}

/** Runs the kernel's first units; batches of the log, each with a digest. */
function record(machine: Machine): readonly Uint8Array[] {
  const recorder = new Recorder(machine, powerOn(), emptyRecording(), { hash, disks: "shared", tagging });
  const batches: Uint8Array[] = [];
  const close = (): void => {
    recorder.digest();
    batches.push(recorder.closeBatch()!.bytes);
  };
  let nowNs = 0;
  let nextDigest = DIGEST_EVERY;
  while (machine.position < UNITS) {
    recorder.at(nowNs, { monotonicNs: nowNs, wallSeconds: 1_700_000_000 }, UNITS_PER_SECOND);
    if ((machine.nextTimerNs() ?? Infinity) <= nowNs) recorder.apply({ kind: "timer", atGuestNs: nowNs });
    const dueNs = machine.nextTimerNs();
    const untilDue = dueNs === null ? SLICE_UNITS : Math.max(1, recorder.unitsUntil(dueNs));
    const end = recorder.run(Math.min(SLICE_UNITS, untilDue, UNITS - machine.position));
    recorder.collect();
    nowNs = recorder.nowNs();
    if (end === "halted") nowNs = Math.max(nowNs, machine.nextTimerNs()!);
    if (machine.position < nextDigest) continue;
    nextDigest += DIGEST_EVERY;
    close();
  }
  close();
  return batches;
}

(guest === null ? test.skip : test)("Debian's kernel is recorded and replayed exactly", (t) => {
  t.timeout(300_000);
  const primary = bootedLinux();
  const batches = record(primary);
  const backup = bootedLinux();
  const replaying = { queue: [], head: 0, received: 0, horizon: 0 };
  const ignored = (): void => {};
  let digests = 0;
  const replayer = new Replayer(
    backup,
    powerOn(),
    replaying,
    { hash, disks: "shared", delivery },
    {
      input: (input) => input,
      applied: ignored,
      made: ignored,
      started: ignored,
      released: ignored,
      digest: () => void (digests += 1),
      control: ignored,
      shutDown: ignored,
    },
  );
  for (const batch of batches) {
    replayer.receive(decodeBatch(batch));
    while (replayer.ready) replayer.run(1_000_000, 0);
  }
  t.is(backup.position, primary.position);
  t.is(digests, batches.length, "each was compared with the log's");
  t.is(backup.digest(), primary.digest());
  const bytes = batches.reduce((sum, batch) => sum + batch.length, 0);
  t.log(`${((bytes * 1000) / primary.instructions).toFixed(2)} bytes of log per thousand instructions`);
});
