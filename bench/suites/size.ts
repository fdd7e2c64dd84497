/** What it costs to have: installing, starting, memory. */
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Figure, type Turned, turned } from "../figure.ts";
import type { Suite, Turn } from "./suite.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const cli = fileURLToPath(new URL("../../cli.js", import.meta.url));
const MEBIBYTE = 1 << 20;
const TURNS = 5;
const WORKER_RUNS = 96;
const QUICK_RUNS = 6;
const WORKER_TARGET_MIB = 300;
const POLL_MS = 50;

const NPM = process.platform === "win32" ? "npm.cmd" : "npm";

function secondsOf(act: () => void): number {
  const before = performance.now();
  act();
  return (performance.now() - before) / 1000;
}

function bytesBelow(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

function start(args: readonly string[], turns: number): Turned {
  const run = () => secondsOf(() => execFileSync(process.execPath, [cli, ...args], { stdio: "ignore" }));
  return turned(Array.from({ length: turns }, run));
}

/** Packs this checkout and installs the package into an empty project, from the registry or npm's own cache. */
function install({ missing }: Turn): readonly Figure[] {
  if (!existsSync(join(root, "tsconfig.json"))) {
    missing("installing (needs a clone, to pack it)");
    return [];
  }
  const folder = mkdtempSync(join(tmpdir(), "lockstep-size-"));
  try {
    const packed = execFileSync(NPM, ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], {
      cwd: root,
      encoding: "utf8",
    });
    const [{ filename, size, unpackedSize }] = JSON.parse(packed) as [
      { readonly filename: string; readonly size: number; readonly unpackedSize: number },
    ];
    writeFileSync(join(folder, "package.json"), "{}");
    const seconds = secondsOf(() =>
      execFileSync(NPM, ["install", "--no-audit", "--no-fund", join(folder, filename)], {
        cwd: folder,
        stdio: "ignore",
      }),
    );
    const mebibytes = (name: string, bytes: number): Figure => ({
      name,
      value: bytes / MEBIBYTE,
      unit: "MiB",
      better: "lower",
    });
    return [
      { name: "npm install into an empty project", value: seconds, unit: "s", better: "lower", once: true },
      mebibytes("the package, packed", size),
      mebibytes("the package, unpacked", unpackedSize),
      mebibytes("installed, with all that it depends on", bytesBelow(join(folder, "node_modules"))),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Greatest resident memory of a campaign with one worker. */
async function campaignMebibytes(runs: number): Promise<number> {
  const args = [cli, "check", "--runs", String(runs), "--jobs", "1", "--seed", "1", "--quiet"];
  const folder = mkdtempSync(join(tmpdir(), "lockstep-worker-"));
  const child = spawn(process.execPath, [...args, "--out", folder], { stdio: "ignore" });
  const resident = (): number => {
    const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"));
    return Number(line?.[1] ?? 0) / 1024;
  };
  let most = 0;
  const poll = setInterval(() => {
    try {
      most = Math.max(most, resident());
    } catch {
      // It has just ended.
    }
  }, POLL_MS);
  await new Promise((resolve) => child.on("close", resolve));
  clearInterval(poll);
  rmSync(folder, { recursive: true });
  return most;
}

function starts({ quick }: Turn): readonly Figure[] {
  const turns = quick ? 2 : TURNS;
  return [
    { name: "lockstep --help", ...start(["--help"], turns), unit: "s", better: "lower" },
    { name: "lockstep run", ...start(["run"], turns), unit: "s", better: "lower" },
  ];
}

async function memory({ quick, missing }: Turn): Promise<readonly Figure[]> {
  if (process.platform !== "linux") {
    missing("memory of a worker (needs Linux's /proc)");
    return [];
  }
  const runs = quick ? QUICK_RUNS : WORKER_RUNS;
  return [
    {
      name: "memory of a campaign with one worker",
      value: await campaignMebibytes(runs),
      unit: "MiB",
      better: "lower",
      target: WORKER_TARGET_MIB,
      note: `${runs} runs`,
      once: true,
    },
  ];
}

export const size: Suite = {
  name: "size",
  title: "Size",
  method:
    "Wall time of whole processes, Node's own start included. A worker's memory is the greatest resident memory of a campaign process with one worker, the main thread included.",
  parts: [
    { name: "start", measure: starts },
    { name: "installing", measure: install },
    { name: "memory of a worker", measure: memory },
  ],
};
