/** The same kernels in npm's v86, for comparison. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { V86 } from "v86";
import { cpuMsSince, type Timing } from "./own.ts";

const require = createRequire(import.meta.url);
const RESULT_BYTES = 4;

/** A development dependency: not there outside a clone. */
export function hasV86(): boolean {
  try {
    require.resolve("v86");
    return true;
  } catch {
    return false;
  }
}

export function v86Version(): string {
  const manifest = require.resolve("v86").replace(/build[/\\][^/\\]+$/, "package.json");
  return `v86 ${(JSON.parse(readFileSync(manifest, "utf8")) as { readonly version: string }).version}`;
}

async function create(image: Uint8Array, compiler: boolean): Promise<V86> {
  const { V86: Emulator } = await import("v86");
  const emulator = new Emulator({
    wasm_path: require.resolve("v86/build/v86.wasm"),
    memory_size: 32 << 20,
    multiboot: { buffer: image.slice().buffer },
    disable_jit: !compiler,
    autostart: false,
    disable_keyboard: true,
    disable_mouse: true,
    disable_speaker: true,
    fastboot: true,
  });
  await new Promise<void>((resolve) => {
    emulator.add_listener("emulator-ready", () => resolve());
  });
  return emulator;
}

/** Runs a kernel to its end, with v86's compiler to WebAssembly or with its interpreter alone. */
export async function runV86(image: Uint8Array, compiler: boolean): Promise<Timing> {
  const emulator = await create(image, compiler);
  const start = process.cpuUsage();
  const result = await new Promise<string>((resolve) => {
    const bytes: number[] = [];
    emulator.add_listener("serial0-output-byte", (byte) => {
      bytes.push(byte);
      if (bytes.length === RESULT_BYTES) resolve(Buffer.from(bytes).toString("hex"));
    });
    void emulator.run();
  });
  const ms = cpuMsSince(start);
  await emulator.destroy();
  return { ms, result };
}
