/** Runs a guest's test on each host there is: the project's own machine, and QEMU where it is installed. */
import test, { type ExecutionContext } from "ava";

import { guestImagePath, guestNamed, type GuestName } from "./guests.ts";
import { MachineGuest } from "./machine.test-helper.ts";
import { QemuGuest, qemuIsInstalled } from "./qemu.test-helper.ts";

/** A running guest and its wire. Times are of the guest. */
export interface RunningGuest {
  readonly console: string;
  waitFor(text: string): void | Promise<void>;
  elapse(ms: number): void | Promise<void>;
  send(frame: Buffer): void;
  /** Sends a frame and waits until `accept` makes something of one that comes; an error after so long. */
  ask<Answer>(frame: Buffer, accept: (frame: Buffer) => Answer | null, limitMs?: number): Answer | Promise<Answer>;
}

export interface HostOptions {
  readonly commandLine?: string;
  /** Further properties of QEMU's virtio-net-pci. */
  readonly qemuCard?: string;
}

export function onEachHost(
  title: string,
  name: GuestName,
  run: (t: ExecutionContext, guest: RunningGuest) => Promise<void>,
  options: HostOptions = {},
): void {
  const commandLine = options.commandLine ?? guestNamed(name).commandLine;
  if (options.qemuCard === undefined)
    test(`${title}, on the machine`, (t) => run(t, new MachineGuest(name, { commandLine })));
  test(`${title}, under QEMU`, async (t) => {
    if (!qemuIsInstalled) {
      t.log("SKIPPED: qemu-system-i386 is not installed");
      t.pass();
      return;
    }
    const guest = await QemuGuest.start(guestImagePath(name), commandLine, {
      card: options.qemuCard ?? "",
      diskSectors: guestNamed(name).diskSectors,
    });
    t.teardown(() => guest.stop());
    await run(t, guest);
  });
}
