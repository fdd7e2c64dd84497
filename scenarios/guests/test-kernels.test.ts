import test from "ava";
import { readFileSync } from "node:fs";

import { qemuFaults, reportByTheManual } from "./cputest/deviations.ts";
import { correctReport, type Deviation } from "./deviation.ts";
import { qemuDeviceFaults } from "./devtest/deviations.ts";
import { guestImagePath, guestNamed } from "./guests.ts";
import { MachineGuest } from "./machine.test-helper.ts";
import { qemuIsInstalled, runToExit } from "./qemu.test-helper.ts";

interface Kernel {
  readonly name: "cputest" | "devtest";
  readonly faults: readonly Deviation[];
  /** What our machine must print. */
  readonly byTheManual: (report: readonly string[]) => string[];
}

const kernels: readonly Kernel[] = [
  { name: "cputest", faults: qemuFaults, byTheManual: reportByTheManual },
  { name: "devtest", faults: qemuDeviceFaults, byTheManual: (report) => correctReport(report, qemuDeviceFaults) },
];

/** QEMU's report, recorded by running the image there: see README.md. */
function recorded(kernel: Kernel): string[] {
  const path = new URL(`../../../scenarios/guests/${kernel.name}/expected.txt`, import.meta.url);
  return readFileSync(path, "latin1").trimEnd().split("\n");
}

for (const kernel of kernels) {
  test(`${kernel.name}: each deviation is a line of the recorded report, once, and says something else`, (t) => {
    for (const fault of kernel.faults) {
      const lines = recorded(kernel).filter((line) => line.startsWith(`${fault.check}: `));
      t.is(lines.length, 1, fault.check);
      t.not(lines[0], `${fault.check}: ${fault.manual}`);
    }
    const corrected = correctReport(recorded(kernel), kernel.faults);
    t.is(recorded(kernel).filter((line, at) => line !== corrected[at]).length, kernel.faults.length);
  });

  test(`${kernel.name} reports under QEMU what was recorded`, (t) => {
    if (!qemuIsInstalled) {
      t.log("SKIPPED: qemu-system-i386 is not installed");
      t.pass();
      return;
    }
    t.timeout(300_000);
    const run = runToExit(guestImagePath(kernel.name), "", {
      diskSectors: guestNamed(kernel.name).diskSectors,
      countedTime: kernel.name === "devtest",
    });
    t.deepEqual(run.console.trimEnd().split("\n"), recorded(kernel), run.errors);
    t.is(run.exitCode, 0);
  });

  test(`${kernel.name} reports on the machine what the manuals say`, (t) => {
    const guest = new MachineGuest(kernel.name, { nsPerUnit: 500 });
    guest.run(() => false, 60e9);
    t.deepEqual(guest.console.trimEnd().split("\n"), kernel.byTheManual(recorded(kernel)));
    t.is(guest.exitCode, 0);
  });
}
