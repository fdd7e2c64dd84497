/**
 * An unmodified kernel that nobody here wrote, from its first instruction to a shell that uses every card. Needs what
 * `lockstep guest build` prepares; without it the test says so and does nothing.
 */
import { readFileSync } from "node:fs";
import test from "ava";
import { BootSession } from "../../../sim/boot.ts";
import { createPlatform } from "../../../sim/platform.ts";
import { preparedGuest } from "./prepared.ts";
import { linuxShell } from "./shell.ts";

const guest = preparedGuest(linuxShell);

const COMMANDS: readonly { readonly line: string; readonly shows: RegExp }[] = [
  { line: "cat /proc/cpuinfo", shows: /fpu\s*: yes/ },
  { line: "cat /proc/interrupts", shows: /XT-PIC\s+timer/ },
  { line: "ip addr add 10.0.2.15/24 dev eth0; ip link set eth0 up; ping -c 3 10.0.2.2", shows: /3 packets received/ },
  { line: "echo written-by-linux > /dev/vda; sync; head -n 1 /dev/vda", shows: /\nwritten-by-linux/ },
  { line: "head -c 64 /dev/hwrng | wc -c", shows: /\n64/ },
  { line: "hwclock -u; date -u", shows: /Nov 14 22:13:\d\d UTC 2023/ },
];

(guest === null ? test.skip : test)("Debian's kernel boots to a shell and drives every card", async (t) => {
  t.timeout(300_000);
  const disk = new Uint8Array(1 << 20);
  const session = new BootSession(
    {
      image: readFileSync(guest!.kernel),
      commandLine: linuxShell.commandLine,
      initrd: readFileSync(guest!.initrd),
      disk,
      ramBytes: 96 << 20,
      net: true,
      seed: 1,
      maxUnits: 3_000_000_000,
      until: null,
      onConsole: () => {},
    },
    await createPlatform(),
  );
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

if (guest === null) console.warn("linux: not prepared, so not tested (lockstep guest build)");
