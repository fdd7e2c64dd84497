/**
 * An unmodified kernel that nobody here wrote, from its first instruction to a shell that uses every card. Needs what
 * `lockstep guest build` prepares; without it the test says so and does nothing.
 */
import { existsSync, readFileSync } from "node:fs";
import test from "ava";
import { BootSession } from "../../../sim/boot.ts";
import { createPlatform } from "../../../sim/platform.ts";
import { preparedGuest } from "./prepared.ts";
import { linuxShell } from "./shell.ts";

const guest = preparedGuest(linuxShell);
const packed = guest !== null && existsSync(guest.packedKernel) ? guest.packedKernel : null;

const COMMANDS: readonly { readonly line: string; readonly shows: RegExp }[] = [
  { line: "cat /proc/cpuinfo", shows: /fpu\s*: yes/ },
  { line: "cat /proc/interrupts", shows: /XT-PIC\s+timer/ },
  { line: "ip addr add 10.0.2.15/24 dev eth0; ip link set eth0 up; ping -c 3 10.0.2.2", shows: /3 packets received/ },
  { line: "echo written-by-linux > /dev/vda; sync; head -n 1 /dev/vda", shows: /\nwritten-by-linux/ },
  { line: "head -c 64 /dev/hwrng | wc -c", shows: /\n64/ },
  { line: "hwclock -u; date -u", shows: /Nov 14 22:13:\d\d UTC 2023/ },
];

async function bootKernel(file: string, disk: Uint8Array, until: string | null): Promise<BootSession> {
  return new BootSession(
    {
      image: readFileSync(file),
      commandLine: linuxShell.commandLine,
      initrd: readFileSync(guest!.initrd),
      disk,
      ramBytes: 96 << 20,
      net: true,
      seed: 1,
      maxUnits: 5_000_000_000,
      until,
      onConsole: () => {},
    },
    await createPlatform(),
  );
}

// Skipped where nobody prepared the guest, whose packages are not ours to ship.
(guest === null ? test.skip : test)("Debian's kernel boots to a shell and drives every card", async (t) => {
  t.timeout(300_000);
  const disk = new Uint8Array(1 << 20);
  const session = await bootKernel(guest!.kernel, disk, null);
  const until = (text: string | RegExp, from: number): void => {
    for (;;) {
      const seen = session.serial.slice(from);
      if (typeof text === "string" ? seen.includes(text) : text.test(seen)) return;
      const end = session.advance(5_000_000);
      if (end !== null) throw new Error(`ended by ${end} while waiting for ${text}:\n${seen.slice(-2000)}`);
    }
  };
  until(`${linuxShell.ready}\r\n`, 0);
  for (const { line, shows } of COMMANDS) {
    until("# ", session.serial.lastIndexOf("\n"));
    const from = session.serial.length;
    session.type(Uint8Array.from(Buffer.from(`${line}\n`)));
    until(shows, from);
    t.pass(line);
  }
  t.true(Buffer.from(disk).toString("latin1").startsWith("written-by-linux\n"), "it reached the disk");
});

// Skipped where the cache holds no vmlinuz: as above, or it was prepared before it was kept.
(packed === null ? test.skip : test)("Debian's kernel unpacks itself", async (t) => {
  t.timeout(600_000);
  const session = await bootKernel(packed!, new Uint8Array(1 << 20), linuxShell.ready);
  let end = null;
  while (end === null) end = session.advance(20_000_000);
  t.is(end, "until", session.serial.slice(-2000));
  t.true(session.result().instructions > 2_000_000_000, "XZ, in the guest");
});

if (guest === null) console.warn("linux: not prepared, so not tested (lockstep guest build)");
else if (packed === null)
  console.warn("linux: prepared without its bzImage, so that is not tested (lockstep guest build)");
