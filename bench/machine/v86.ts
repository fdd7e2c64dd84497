/**
 * v86's time for what it has in common with our machine: create, restore. Restoring needs a firmware that sets up its
 * cards, SeaBIOS of Debian's package `seabios`; without it that is not measured.
 */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { V86 } from "v86";
import { type Turned, turned } from "../figure.ts";

const TURNS = 5;
const FIRMWARE = { bios: "/usr/share/seabios/bios.bin", vga: "/usr/share/seabios/vgabios-stdvga.bin" } as const;
/** Long enough for SeaBIOS to get through its probing. */
const FIRMWARE_MS = 2000;
const MEBIBYTE = 1 << 20;

export interface V86Figures {
  readonly createMs: Turned;
  readonly restoreMs: Turned | null;
}

/** `mebibytes` of RAM, full of bytes that do not repeat before saving. */
export async function v86Figures(mebibytes: number): Promise<V86Figures> {
  const creates: number[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    const emulator = await timed(creates, () => create(mebibytes, new Uint8Array(0x1_0000), null));
    await emulator.destroy();
  }
  if (!existsSync(FIRMWARE.bios)) return { createMs: turned(creates), restoreMs: null };

  const emulator = await create(mebibytes, readFileSync(FIRMWARE.bios), readFileSync(FIRMWARE.vga));
  await emulator.run();
  await new Promise((resolve) => setTimeout(resolve, FIRMWARE_MS));
  await emulator.stop();
  const noise = new Uint8Array(MEBIBYTE).map((_, i) => Math.imul(i, 0x9e37_79b1) >>> 13);
  for (let at = 2; at < mebibytes - 2; at++) emulator.write_memory(noise, at * MEBIBYTE);
  const restores: number[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    const state = await emulator.save_state();
    await timed(restores, () => emulator.restore_state(state));
  }
  await emulator.destroy();
  return { createMs: turned(creates), restoreMs: turned(restores) };
}

async function create(mebibytes: number, bios: Uint8Array, vgaBios: Uint8Array | null): Promise<V86> {
  const wasm = new URL(import.meta.resolve("v86").replace(/libv86\.mjs$/, "v86.wasm"));
  const { V86: Emulator } = await import("v86");
  const emulator = new Emulator({
    wasm_path: fileURLToPath(wasm),
    memory_size: mebibytes * MEBIBYTE,
    vga_memory_size: 2 * MEBIBYTE,
    bios: { buffer: bios.slice().buffer },
    ...(vgaBios === null ? {} : { vga_bios: { buffer: vgaBios.slice().buffer } }),
    autostart: false,
    disable_speaker: true,
  });
  await new Promise<void>((resolve) => {
    emulator.add_listener("emulator-loaded", () => resolve());
  });
  return emulator;
}

async function timed<T>(times: number[], act: () => Promise<T>): Promise<T> {
  const begin = process.hrtime.bigint();
  const result = await act();
  times.push(Number(process.hrtime.bigint() - begin) / 1e6);
  return result;
}
