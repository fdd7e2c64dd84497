import test from "ava";
import { readFileSync } from "node:fs";

import { qemuFaults, reportByTheManual } from "./cputest/deviations.ts";
import { guestImagePath } from "./guests.ts";
import { MachineGuest } from "./machine.test-helper.ts";
import { qemuIsInstalled, runToExit } from "./qemu.test-helper.ts";

const recorded = readFileSync(new URL("../../../scenarios/guests/cputest/expected.txt", import.meta.url), "latin1")
  .trimEnd()
  .split("\n");

test("each deviation is a line of the recorded report, once, and says something else", (t) => {
  for (const fault of qemuFaults) {
    const lines = recorded.filter((line) => line.startsWith(`${fault.check}: `));
    t.is(lines.length, 1, fault.check);
    t.not(lines[0], `${fault.check}: ${fault.manual}`);
  }
  const manual = reportByTheManual(recorded);
  t.is(recorded.filter((line) => !manual.includes(line)).length, qemuFaults.length);
});

test("the CPU test kernel reports under QEMU what was recorded", (t) => {
  if (!qemuIsInstalled) {
    t.log("SKIPPED: qemu-system-i386 is not installed");
    t.pass();
    return;
  }
  const run = runToExit(guestImagePath("cputest"), "");
  t.deepEqual(run.console.trimEnd().split("\n"), recorded, run.errors);
  t.is(run.exitCode, 0);
});

test.failing("the CPU test kernel reports on the machine what the manual says", (t) => {
  const guest = new MachineGuest("cputest");
  guest.run(() => false);
  t.deepEqual(guest.console.trimEnd().split("\n"), reportByTheManual(recorded));
  t.is(guest.exitCode, 0);
});
