import { setTimeout as sleep } from "node:timers/promises";
import { UsageError } from "../../properties/usage-error.ts";
import { isSnapshot } from "../../core/vm/snapshot/snapshot-bytes.ts";
import { ImageError } from "../../core/vm/loader/boot-target.ts";
import { SnapshotError } from "../../core/vm/snapshot/snapshot-error.ts";
import { type BootOptions, type BootResult, BootSession } from "../../sim/boot.ts";
import { createPlatform, type Platform } from "../../sim/platform.ts";
import { readImageFile, readNamed, writeNamed, writeSnapshotFile } from "./snapshot-file.ts";
import type { Arguments } from "./options.ts";
import type { Command } from "./table.ts";

const DEFAULTS = { ramBytes: 64 << 20, maxUnits: 10_000_000_000, seed: 1 } as const;
/** Between two looks at the keyboard. */
const SLICE_UNITS = { alone: 5_000_000, interactive: 200_000 } as const;
/** An interactive machine does not run ahead of real time by more than this. */
const AHEAD_MAX_MS = 20;
/** Ctrl-], as in telnet. */
const QUIT = 0x1d;

export const command: Command = async (given) => {
  const { json = false, quiet = false, until = null } = given;
  const interactive = process.stdin.isTTY && !json && !quiet;
  const disk = given.disk === undefined ? null : Uint8Array.from(readNamed("--disk", given.disk));
  const image = readImageFile(given.operands[0]!);
  if (isSnapshot(image)) refuseToChange(given);
  const options: BootOptions = {
    image,
    commandLine: given.append ?? "",
    initrd: given.initrd === undefined ? null : readNamed("--initrd", given.initrd),
    disk,
    ramBytes: given.ram ?? DEFAULTS.ramBytes,
    net: given.net ?? false,
    seed: given.seed ?? DEFAULTS.seed,
    maxUnits: given["max-instructions"] ?? DEFAULTS.maxUnits,
    until,
    onConsole: json || quiet ? () => {} : (byte) => void process.stdout.write(Uint8Array.of(byte)),
  };
  const begin = process.hrtime.bigint();
  const session = powerOn(options, await createPlatform());
  if (interactive) await runInteractively(session);
  else while (session.advance(SLICE_UNITS.alone) === null) await sleep(0);
  const wallMs = Number((process.hrtime.bigint() - begin) / 1_000_000n);

  const result = session.result();
  if (given.serial !== undefined) writeNamed("--serial", given.serial, Buffer.from(result.serial, "latin1"));
  if (given.save !== undefined) writeSnapshotFile(given.save, session.snapshot());
  const failed = until !== null && result.reason !== "until";
  if (json) console.log(JSON.stringify({ ...result, wallMs }));
  else if (!quiet || failed) console.error(ending(result, wallMs, until));
  return failed ? 1 : 0;
};

/** Options that make a machine: one that exists is as it is. */
function refuseToChange(given: Arguments): void {
  const option = (["initrd", "append", "ram", "net"] as const).find((name) => given[name] !== undefined);
  if (option) throw new UsageError(`--${option}: a snapshot brings its own machine; expected it without this option`);
}

function powerOn(options: BootOptions, platform: Platform): BootSession {
  try {
    return new BootSession(options, platform);
  } catch (error) {
    if (error instanceof ImageError || error instanceof SnapshotError) throw new UsageError(error.message);
    throw error;
  }
}

async function runInteractively(session: BootSession): Promise<void> {
  let quit = false;
  const beginNs = session.guestNs();
  const begin = process.hrtime.bigint();
  const typed = (keys: Buffer): void => {
    quit ||= keys.includes(QUIT);
    session.type(keys);
  };
  process.stdin.setRawMode(true).on("data", typed).resume();
  try {
    while (!quit) {
      const end = session.advance(SLICE_UNITS.interactive);
      if (end !== null && end !== "halted") break;
      const elapsedMs = Number(process.hrtime.bigint() - begin) / 1e6;
      const aheadMs = (session.guestNs() - beginNs) / 1e6 - elapsedMs;
      await sleep(end === "halted" ? AHEAD_MAX_MS : Math.max(0, aheadMs - AHEAD_MAX_MS));
    }
  } finally {
    process.stdin.setRawMode(false).off("data", typed).pause();
  }
}

function ending(result: BootResult, wallMs: number, until: string | null): string {
  const missed = until !== null && result.reason !== "until" ? `; the console never printed "${until}"` : "";
  const code = result.exitCode === null ? "" : ` ${result.exitCode}`;
  const mips = wallMs === 0 ? "" : `, ${(result.instructions / wallMs / 1000).toFixed(1)} million a second`;
  return [
    "",
    `ended by ${result.reason}${code}${missed}`,
    `${result.instructions} instructions in ${(wallMs / 1000).toFixed(1)} s${mips}; guest time ${(result.virtualNs / 1e9).toFixed(3)} s`,
    `digest ${result.digest} at position ${result.position}`,
  ].join("\n");
}
