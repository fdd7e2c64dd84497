/** The CPU beside what a user would pick instead: npm's v86, and QEMU's TCG where it is installed. */
import { kernels, type Kernel } from "../cpu/kernels.ts";
import { ownAfterRestore, pooledMemory, runOwn, timeToFirstThousand } from "../cpu/own.ts";
import { qemuVersion, runQemu } from "../cpu/qemu.ts";
import { hasV86, runV86, v86Version } from "../cpu/v86.ts";
import { type Figure, geometricMean, type Turned, turned } from "../figure.ts";
import type { Suite, Turn } from "./suite.ts";

const TURNS = 3;
const START_TURNS = 15;
const QUICK_KERNEL = "bytecode";
/** Of v86's interpreter: on each kernel, and in the geometric mean. */
const TARGET_EACH = 2;
const TARGET_MEAN = 3;
const TARGET_START_MS = 2;
/** Where short runs live. */
const RESTORED_MS = 100;
const WARM_UNITS = 5_000_000;

interface Peer {
  readonly name: string;
  readonly version: string;
  readonly target?: number;
  run(image: Uint8Array): Promise<{ readonly ms: number; readonly result: string }>;
}

function peers(missing: Turn["missing"]): readonly Peer[] {
  const found: Peer[] = [];
  if (hasV86())
    found.push(
      {
        name: "v86, its interpreter",
        version: v86Version(),
        target: TARGET_EACH,
        run: (image) => runV86(image, false),
      },
      { name: "v86, its compiler", version: v86Version(), run: (image) => runV86(image, true) },
    );
  else missing("v86 (npm install --no-save v86)");
  const version = qemuVersion();
  if (version !== null)
    found.push(
      { name: "QEMU TCG, -icount shift=0,sleep=off", version, run: (image) => runQemu(image, true) },
      { name: "QEMU TCG", version, run: (image) => runQemu(image, false) },
    );
  else missing("QEMU (qemu-system-i386 of Debian's qemu-system-x86)");
  return found;
}

interface Timed {
  readonly kernel: string;
  readonly units: number;
  readonly own: readonly number[];
  /** Milliseconds by peer, turn by turn. */
  readonly theirs: ReadonlyMap<string, readonly number[]>;
}

async function timeKernel({ name, image }: Kernel, others: readonly Peer[], turns: number): Promise<Timed> {
  const own: number[] = [];
  const theirs = new Map<string, number[]>(others.map((peer) => [peer.name, []]));
  const { result, units } = runOwn(image);
  for (let turn = 0; turn < turns; turn++) {
    own.push(runOwn(image).ms);
    for (const peer of others) {
      const run = await peer.run(image);
      if (run.result !== result) throw new Error(`${name}: ${peer.name} computes ${run.result}, we ${result}`);
      theirs.get(peer.name)!.push(run.ms);
    }
  }
  return { kernel: name, units, own, theirs };
}

/** Of the best turns: a neighbour on the machine makes some slower, none faster. */
function ratio({ own, theirs }: Timed, peer: string): Turned {
  const ms = theirs.get(peer)!;
  const turns = turned(ms.map((one, turn) => one / own[turn]!));
  return { ...turns, value: Math.min(...ms) / Math.min(...own) };
}

/** Its range: were each at its least, or at its greatest, together. */
function meanRatio(ratios: readonly Turned[]): Turned {
  const mean = (of: (one: Turned) => number): number => geometricMean(ratios.map(of));
  const value = mean((one) => one.value);
  if (ratios.some(({ once }) => once)) return { value, once: true };
  return {
    value,
    spread: [mean(({ spread }) => spread![0]), mean(({ spread }) => spread![1])],
  };
}

async function beside({ quick, missing, progress }: Turn): Promise<readonly Figure[]> {
  const others = peers(missing);
  const timed: Timed[] = [];
  for (const kernel of kernels().filter(({ name }) => !quick || name === QUICK_KERNEL)) {
    progress(kernel.name);
    timed.push(await timeKernel(kernel, others, quick ? 1 : TURNS));
  }
  const ratios = others.flatMap(({ name, version, target }): Figure[] => [
    ...(target === undefined
      ? []
      : timed.map((one) => ({
          name: `${one.kernel}: ${name}`,
          ...ratio(one, name),
          unit: "x",
          better: "higher" as const,
          target,
        }))),
    {
      name: `geometric mean: ${name}`,
      ...meanRatio(timed.map((one) => ratio(one, name))),
      unit: "x",
      better: "higher",
      note: version,
      ...(target === undefined ? {} : { target: TARGET_MEAN }),
    },
  ]);
  const speeds = timed.map(({ kernel, own, units }): Figure => ({
    name: `${kernel}: ours`,
    ...turned(own.map((ms) => units / ms / 1000)),
    unit: "M units/s",
    better: "higher",
  }));
  return [...ratios, ...speeds];
}

/** Decoded code is not kept in a snapshot: what that costs shows at the beginning. */
function afterRestore({ quick, missing }: Turn): readonly Figure[] {
  const { image } = kernels().find(({ name }) => name === "bytecode")!;
  const name = `bytecode: ours, first ${RESTORED_MS} ms after restoring`;
  const speeds: number[] = [];
  const shares: number[] = [];
  for (let turn = 0; turn < (quick ? 1 : TURNS); turn++) {
    const { units, ms } = runOwn(image);
    const restored = ownAfterRestore(image, WARM_UNITS, RESTORED_MS);
    speeds.push(restored / 1000);
    shares.push((restored * ms) / units);
  }
  missing("v86 after restoring (without a firmware that sets up its cards it cannot restore what it saved)");
  missing("QEMU after restoring (it saves to a disk image, and these kernels have none)");
  return [
    { name: `${name}, of a whole run`, ...turned(shares), unit: "x", better: "higher" },
    { name, ...turned(speeds), unit: "M units/s", better: "higher" },
  ];
}

function starts(): readonly Figure[] {
  const [{ image }] = kernels() as [Kernel];
  const start = (memory?: () => ArrayBuffer): Turned =>
    turned(Array.from({ length: START_TURNS }, () => timeToFirstThousand(image, memory?.())));
  return [
    {
      name: "create to the 1,000th instruction",
      ...start(pooledMemory),
      unit: "ms",
      better: "lower",
      target: TARGET_START_MS,
      note: "in pooled memory of 32 MiB, cleared before",
    },
    {
      name: "create to the 1,000th instruction, fresh memory",
      ...start(),
      unit: "ms",
      better: "lower",
      note: "allocating 32 MiB included, and the collector's work for the turn before",
    },
  ];
}

export const cpu: Suite = {
  name: "cpu",
  title: "CPU",
  method:
    "Five guest kernels, each to its result, which all must agree on: an integer loop, a byte-code interpreter, sieve, copy and sort over megabytes, recursion, SHA-256. Ratios are a peer's processor time by ours: above 1 we are faster. QEMU's is without its start. A ratio is of the best turns of both, after one to warm up; its range is that of the single turns.",
  parts: [
    { name: "kernels beside v86 and QEMU", measure: beside },
    { name: "after restoring", measure: afterRestore },
    { name: "creating a machine", measure: starts },
  ],
};
