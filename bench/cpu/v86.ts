/** The same kernels in npm's v86, for comparison. */
import { createRequire } from "node:module";
import { cpuMsSince, type Timing } from "./own.ts";

/** The part of v86 that is used here. */
interface Emulator {
  add_listener(event: string, listener: (byte: number) => void): void;
  run(): void;
  destroy(): Promise<void>;
}

const require = createRequire(import.meta.url);

/** Runs a kernel to its end, with v86's compiler to WebAssembly or with its interpreter alone. */
export async function runV86(image: Uint8Array, compiler: boolean): Promise<Timing & { readonly readyMs: number }> {
  const created = performance.now();
  const { V86 } = (await import("v86" as string)) as { V86: new (options: object) => Emulator };
  const emulator = new V86({
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
    emulator.add_listener("emulator-ready", () => {
      resolve();
    });
  });
  const readyMs = performance.now() - created;
  const start = process.cpuUsage();
  const result = await new Promise<string>((resolve) => {
    const bytes: number[] = [];
    emulator.add_listener("serial0-output-byte", (byte) => {
      bytes.push(byte);
      if (bytes.length === 4) resolve(Buffer.from(bytes).toString("hex"));
    });
    emulator.run();
  });
  const ms = cpuMsSince(start);
  await emulator.destroy();
  return { ms, result, readyMs };
}
