/**
 * The same kernels under QEMU's TCG. QEMU starts a firmware first: what a kernel that answers at once takes is taken off.
 * Times are processor time of all of QEMU's threads, from /proc.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PROGRAM = "qemu-system-i386";
const RESULT_BYTES = 4;
/** `-icount`: as many instructions in a run every time, which is what makes QEMU deterministic. */
const DETERMINISTIC = ["-icount", "shift=0,sleep=off"];

/** As it tells itself; null where it is not installed. */
export function qemuVersion(): string | null {
  if (process.platform !== "linux") return null;
  const { stdout, error } = spawnSync(PROGRAM, ["--version"], { encoding: "utf8" });
  return error ? null : (/version (\S+)/.exec(stdout)?.[0] ?? "").replace("version", "QEMU");
}

/** A Multiboot kernel that sends its four bytes and stops: mov dx,3F8h; out dx,al four times; cli; hlt. */
function answersAtOnce(): Uint8Array {
  const address = 0x10_0000;
  const code = [0x66, 0xba, 0xf8, 0x03, 0xee, 0xee, 0xee, 0xee, 0xfa, 0xf4];
  const image = Buffer.alloc(32 + code.length);
  const magic = 0x1bad_b002;
  const flags = 0x1_0000;
  const end = address + image.length;
  [magic, flags, -(magic + flags) >>> 0, address, address, end, end, address + 32].forEach((word, index) =>
    image.writeUInt32LE(word >>> 0, index * 4),
  );
  image.set(code, 32);
  return image;
}

function threadsMs(pid: number): number {
  const folder = `/proc/${pid}/task`;
  const nanoseconds = readdirSync(folder).map((task) =>
    Number(readFileSync(`${folder}/${task}/schedstat`, "utf8").split(" ")[0]),
  );
  return nanoseconds.reduce((sum, ns) => sum + ns, 0) / 1e6;
}

interface Answer {
  readonly ms: number;
  readonly result: string;
}

function run(path: string, deterministic: boolean): Promise<Answer> {
  const machine = ["-kernel", path, "-m", "64", "-display", "none", "-monitor", "none", "-no-reboot", "-accel", "tcg"];
  const child = spawn(PROGRAM, [...machine, "-serial", "stdio", ...(deterministic ? DETERMINISTIC : [])], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  return new Promise((resolve, reject) => {
    let sent = Buffer.alloc(0);
    child.on("error", reject);
    child.on("close", () => reject(new Error(`${PROGRAM} ended without a result`)));
    child.stdout.on("data", (bytes: Buffer) => {
      sent = Buffer.concat([sent, bytes]);
      if (sent.length < RESULT_BYTES) return;
      const ms = threadsMs(child.pid!);
      child.removeAllListeners("close");
      child.kill("SIGKILL");
      resolve({ ms, result: sent.subarray(0, RESULT_BYTES).toString("hex") });
    });
  });
}

/** Runs a kernel to its end. */
export async function runQemu(image: Uint8Array, deterministic: boolean): Promise<Answer> {
  const folder = mkdtempSync(join(tmpdir(), "lockstep-qemu-"));
  const write = (name: string, bytes: Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };
  try {
    const start = await run(write("start", answersAtOnce()), deterministic);
    const whole = await run(write("kernel", image), deterministic);
    return { ms: Math.max(1, whole.ms - start.ms), result: whole.result };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
