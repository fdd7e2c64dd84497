/** A guest under QEMU, with the wire in the test's hands: frames travel as UDP datagrams on the loopback interface. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A guest that ends by itself ends in seconds, but on a busy host: longer than this, it hangs. */
const HANG_MS = 240_000;

export const qemuIsInstalled = spawnSync("qemu-system-i386", ["--version"]).status === 0;

/** What the debug-exit port got, or null where the machine ended otherwise. QEMU's exit code is twice that plus one. */
function debugExitCode(status: number | null): number | null {
  return status !== null && status % 2 === 1 ? (status - 1) / 2 : null;
}

const machine = ["-machine", "pc", "-m", "16", "-display", "none", "-no-reboot", "-nodefaults", "-serial", "stdio"];
const debugExit = ["-device", "isa-debug-exit,iobase=0xf4,iosize=1"];

/** A disk full of zeros in the folder, or none. */
function diskOptions(folder: string, sectors: number | null): string[] {
  if (sectors === null) return [];
  const path = join(folder, "disk");
  writeFileSync(path, new Uint8Array(sectors * 512));
  return [
    "-drive",
    `if=none,id=disk,format=raw,file=${path}`,
    "-device",
    "virtio-blk-pci,drive=disk,disable-legacy=on",
  ];
}

export interface ExitOptions {
  readonly diskSectors: number | null;
  /** Virtual time follows the instructions, so that waiting does not depend on how busy the host is. */
  readonly countedTime: boolean;
}

/** Runs a guest that ends by itself: its console, and what it wrote to the debug-exit port. */
export function runToExit(image: string, commandLine: string, options: ExitOptions) {
  const folder = mkdtempSync(join(tmpdir(), "lockstep-guest-"));
  const card = [
    "-netdev",
    "user,id=wire",
    "-device",
    "virtio-net-pci,netdev=wire,disable-legacy=on,mac=52:54:00:12:34:56",
  ];
  const devices = [...card, "-device", "virtio-rng-pci,disable-legacy=on", ...diskOptions(folder, options.diskSectors)];
  const time = options.countedTime ? ["-icount", "shift=7,sleep=off", "-rtc", "clock=vm"] : [];
  const run = spawnSync(
    "qemu-system-i386",
    [...machine, ...debugExit, ...time, "-kernel", image, "-append", commandLine, ...devices],
    { encoding: "latin1", timeout: HANG_MS, input: "" },
  );
  rmSync(folder, { recursive: true });
  return { console: run.stdout, exitCode: debugExitCode(run.status), errors: run.stderr };
}

export interface QemuDevices {
  /** Further properties of virtio-net-pci. */
  readonly card: string;
  /** Of a disk full of zeros, or null for none. */
  readonly diskSectors: number | null;
}

export class QemuGuest {
  console = "";
  readonly #process: ChildProcess;
  readonly #socket: Socket;
  readonly #port: number;
  #frameArrived: (frame: Buffer) => void = () => undefined;

  private constructor(process: ChildProcess, socket: Socket, port: number) {
    this.#process = process;
    this.#socket = socket;
    this.#port = port;
    process.stdout?.on("data", (bytes: Buffer) => (this.console += bytes.toString("latin1")));
    process.stderr?.on("data", (bytes: Buffer) => (this.console += bytes.toString("latin1")));
    socket.on("message", (frame) => this.#frameArrived(frame));
  }

  static async start(image: string, commandLine: string, devices: QemuDevices): Promise<QemuGuest> {
    const socket = createSocket("udp4");
    const spare = createSocket("udp4");
    socket.bind(0, "127.0.0.1");
    spare.bind(0, "127.0.0.1");
    await Promise.all([once(socket, "listening"), once(spare, "listening")]);
    const port = spare.address().port;
    spare.close();
    const wire = `dgram,id=wire,local.type=inet,local.host=127.0.0.1,local.port=${port},remote.type=inet,remote.host=127.0.0.1,remote.port=${socket.address().port}`;
    const folder = mkdtempSync(join(tmpdir(), "lockstep-guest-"));
    const disk = diskOptions(folder, devices.diskSectors);
    const process = spawn("qemu-system-i386", [
      ...machine,
      ...debugExit,
      "-kernel",
      image,
      "-append",
      commandLine,
      "-netdev",
      wire,
      "-device",
      `virtio-net-pci,netdev=wire,disable-legacy=on,mac=52:54:00:12:34:56${devices.card}`,
      ...disk,
    ]);
    process.once("exit", () => rmSync(folder, { recursive: true }));
    return new QemuGuest(process, socket, port);
  }

  /** Waits until the console holds the text. */
  async waitFor(text: string, timeoutMs = HANG_MS): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!this.console.includes(text)) {
      if (Date.now() > deadline) throw new Error(`console lacks "${text}" after ${timeoutMs} ms: "${this.console}"`);
      await this.elapse(20);
    }
  }

  /** Sends a frame, again each second, until `accept` makes something of an answer. */
  async ask<Answer>(frame: Buffer, accept: (frame: Buffer) => Answer | null, timeoutMs = HANG_MS): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const send = () => this.send(frame);
      const repeat = setInterval(send, 1000);
      const giveUp = setTimeout(() => {
        clearInterval(repeat);
        reject(new Error(`no answer within ${timeoutMs} ms; console: "${this.console}"`));
      }, timeoutMs);
      this.#frameArrived = (arrived) => {
        const answer = accept(arrived);
        if (answer === null) return;
        clearInterval(repeat);
        clearTimeout(giveUp);
        resolve(answer);
      };
      send();
    });
  }

  send(frame: Buffer): void {
    this.#socket.send(frame, this.#port, "127.0.0.1");
  }

  async elapse(ms: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, ms));
  }

  /** Ends QEMU; returns what the guest wrote to the debug-exit port, if it did. */
  async stop(): Promise<number | null> {
    const ended = this.#process.exitCode === null ? once(this.#process, "exit") : null;
    this.#process.kill();
    await ended;
    this.#socket.close();
    return debugExitCode(this.#process.exitCode);
  }
}
