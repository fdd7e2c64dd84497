/** The host's own processor: builds the harness, feeds it tests, reads what became of them. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import type { FpuState, Vector } from "../vectors/runner.ts";

const SOURCE = "bench/fuzz/harness.c";
/** Ignored by git. */
const CACHE = ".cache/fuzz";
const HARNESS = `${CACHE}/harness`;
const FLAGS = ["-m32", "-O1", "-ffreestanding", "-fno-pie", "-no-pie", "-fno-stack-protector", "-nostdlib", "-static"];

const GPR = ["eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi"];
const SEGMENTS = ["es", "cs", "ss", "ds", "fs", "gs"];
const FPU_BYTES = 108;
const STATE_BYTES = 4 * (GPR.length + 2 + SEGMENTS.length) + FPU_BYTES;
const ANSWER_BYTES = STATE_BYTES + 12;
/** Iterations that a REP may take; each is a single step. */
const ITERATIONS_MAX = 1000;
const REPEATED = /^(?:26|2e|36|3e|6[4-7])*f[23]/;

/** A test without its outcome. */
export type Start = Omit<Vector, "final" | "exception">;
export type Outcome = Pick<Vector, "final" | "exception">;

/** Vectors whose exceptions push an error code (SDM vol. 3, table 6-1). */
const WITH_ERROR_CODE = new Set([8, 10, 11, 12, 13, 14, 17]);

/** Why the host cannot serve, or null. */
export function unfit(anyVendor: boolean): string | null {
  if (process.platform !== "linux" || (process.arch !== "x64" && process.arch !== "ia32"))
    return "this host is no Linux on x86";
  const vendor = /vendor_id\s*:\s*(\S+)/.exec(readFileSync("/proc/cpuinfo", "utf8"))?.[1] ?? "unknown";
  if (vendor !== "GenuineIntel" && !anyVendor)
    return `this host's processor is ${vendor}, not Intel (--any-vendor compares what is defined)`;
  return build();
}

export function isIntel(): boolean {
  return readFileSync("/proc/cpuinfo", "utf8").includes("GenuineIntel");
}

function build(): string | null {
  if (existsSync(HARNESS) && statSync(HARNESS).mtimeMs > statSync(SOURCE).mtimeMs) return null;
  mkdirSync(CACHE, { recursive: true });
  const { status, stderr, error } = spawnSync("gcc", [...FLAGS, "-o", HARNESS, SOURCE], { encoding: "utf8" });
  if (error !== undefined) return `gcc cannot be run: ${error.message}`;
  return status === 0 ? null : `gcc -m32 failed: ${stderr.trim()}`;
}

/** Executes each test by itself. Throws if the harness dies. */
export function execute(tests: readonly Start[]): Outcome[] {
  const input = Buffer.concat(tests.map(encode));
  const { stdout, status, stderr } = spawnSync(HARNESS, { input, maxBuffer: 1 << 30 });
  if (status !== 0)
    throw new Error(`fuzz harness: exit ${status} after ${stdout.length} bytes: ${String(stderr).trim()}`);
  let at = 0;
  return tests.map((test) => {
    const [outcome, length] = decode(stdout, at, test);
    at += length;
    return outcome;
  });
}

function encode(test: Start): Buffer {
  const writes: number[] = [];
  const put = (address: number, hex: string): void => {
    for (const [i, byte] of Buffer.from(hex, "hex").entries()) writes.push(address + i, byte);
  };
  const regs = test.initial.regs;
  for (const [address, bytes] of test.initial.ram) put(address, bytes);
  put(regs["eip"] ?? 0, test.bytes);
  const state = [...GPR, "eip", "eflags", ...SEGMENTS].map((name) => regs[name] ?? 0);
  const words = Uint32Array.from([REPEATED.test(test.bytes) ? ITERATIONS_MAX : 1, writes.length / 2, ...writes]);
  return Buffer.concat([
    Buffer.from(Uint32Array.from(state).buffer),
    encodeFpu(test.initial.fpu ?? EMPTY_FPU),
    Buffer.from(words.buffer),
  ]);
}

const EMPTY_FPU: FpuState = { cw: 0x37f, sw: 0, tw: 0xffff, st: Array.from({ length: 8 }, () => "0".repeat(20)) };

function encodeFpu(fpu: FpuState): Buffer {
  const words = Buffer.from(Uint32Array.from([fpu.cw, fpu.sw, fpu.tw, 0, 0, 0, 0]).buffer);
  return Buffer.concat([words, ...fpu.st.map((hex) => Buffer.from(hex, "hex").reverse())]);
}

function decode(bytes: Buffer, start: number, test: Start): [Outcome, number] {
  let at = start;
  const next = (): number => {
    at += 4;
    return bytes.readUInt32LE(at - 4);
  };
  const regs: Record<string, number> = {};
  for (const name of [...GPR, "eip", "eflags", ...SEGMENTS]) regs[name] = next();
  const fpuAt = at;
  at = start + STATE_BYTES;
  const vector = next();
  const errorCode = next();
  const count = next();
  const ram = Array.from({ length: count }, (): [number, string] => {
    const address = next();
    return [address, next().toString(16).padStart(2, "0")];
  });
  if (at - start !== ANSWER_BYTES + 8 * count) throw new Error("fuzz harness: an answer of unexpected length");
  const final = test.initial.fpu === undefined ? { regs, ram } : { regs, ram, fpu: decodeFpu(bytes, fpuAt) };
  // A single step that reports no exception is the trap that ends every test.
  const exception = vector === 1 ? null : { vector, errorCode: WITH_ERROR_CODE.has(vector) ? errorCode : null };
  return [{ final, exception }, at - start];
}

function decodeFpu(bytes: Buffer, at: number): FpuState {
  const word = (i: number): number => bytes.readUInt32LE(at + 4 * i) & 0xffff;
  const register = (i: number): string =>
    Buffer.from(bytes.subarray(at + 28 + 10 * i, at + 38 + 10 * i))
      .reverse()
      .toString("hex");
  return { cw: word(0), sw: word(1), tw: word(2), st: [0, 1, 2, 3, 4, 5, 6, 7].map(register) };
}
