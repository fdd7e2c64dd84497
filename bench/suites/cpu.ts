/** The CPU beside what a user would pick instead: npm's v86, and QEMU's TCG where it is installed. */
import { kernels, type Kernel } from "../cpu/kernels.ts";
import { ownAfterRestore, runOwn, timeToFirstThousand } from "../cpu/own.ts";
import { hasQemu, runQemu } from "../cpu/qemu.ts";
import { hasV86, runV86, v86AfterRestore } from "../cpu/v86.ts";
import { type Figure, geometricMean, turned } from "../figure.ts";
import type { Suite } from "./suite.ts";

const TURNS = 3;
/** Of v86's interpreter: on each kernel, and in the geometric mean. */
const TARGET_EACH = 2;
const TARGET_MEAN = 3;
const TARGET_START_MS = 2;
/** Where short runs live. */
const RESTORED_MS = 100;
const WARM_UNITS = 5_000_000;
const WARM_MS = 200;

interface Peer {
  readonly name: string;
  readonly target?: number;
  run(image: Uint8Array): Promise<{ readonly ms: number; readonly result: string }>;
}

function peers(missing: string[]): readonly Peer[] {
  const found: Peer[] = [];
  if (hasV86())
    found.push(
      { name: "v86, its interpreter", target: TARGET_EACH, run: (image) => runV86(image, false) },
      { name: "v86, its compiler", run: (image) => runV86(image, true) },
    );
  else missing.push("v86 (npm install --no-save v86)");
  if (hasQemu())
    found.push(
      { name: "QEMU TCG, -icount shift=0,sleep=off", run: (image) => runQemu(image, true) },
      { name: "QEMU TCG", run: (image) => runQemu(image, false) },
    );
  else missing.push("QEMU (qemu-system-i386 of Debian's qemu-system-x86)");
  return found;
}

interface Timed {
  readonly kernel: string;
  readonly own: readonly number[];
  readonly units: number;
  /** By peer: how much longer it takes, turn by turn. */
  readonly ratios: ReadonlyMap<string, readonly number[]>;
}

async function timeKernel({ name, image }: Kernel, others: readonly Peer[], turns: number): Promise<Timed> {
  const own: number[] = [];
  const ratios = new Map<string, number[]>(others.map((peer) => [peer.name, []]));
  let units = 0;
  for (let turn = 0; turn < turns; turn++) {
    const ours = runOwn(image);
    own.push(ours.ms);
    units = ours.units;
    for (const peer of others) {
      const theirs = await peer.run(image);
      if (theirs.result !== ours.result)
        throw new Error(`${name}: ${peer.name} computes ${theirs.result}, we ${ours.result}`);
      ratios.get(peer.name)!.push(theirs.ms / ours.ms);
    }
  }
  return { kernel: name, own, units, ratios };
}

async function afterRestore({ image }: Kernel): Promise<readonly Figure[]> {
  const ours = () => ownAfterRestore(image, WARM_UNITS, RESTORED_MS);
  if (!hasV86()) return [];
  const figures: Figure[] = [];
  for (const compiler of [false, true]) {
    const ratios: number[] = [];
    for (let turn = 0; turn < TURNS; turn++)
      ratios.push(ours() / (await v86AfterRestore(image, compiler, WARM_MS, RESTORED_MS)));
    const name = `first ${RESTORED_MS} ms after restoring: v86, its ${compiler ? "compiler" : "interpreter"}`;
    figures.push({ name, ...turned(ratios), unit: "x", better: "higher", note: "instructions executed, bytecode" });
  }
  return figures;
}

export const cpu: Suite = {
  name: "cpu",
  title: "CPU",
  method:
    "Five guest kernels, each to its result, which all must agree on: an integer loop, a byte-code interpreter, sieve, copy and sort over megabytes, recursion, SHA-256. Ratios are a peer's processor time by ours: above 1 we are faster. QEMU's is without its start.",
  async measure(quick) {
    const missing: string[] = [];
    const others = peers(missing);
    const all = kernels().filter(({ name }) => !quick || ["bytecode", "integer"].includes(name));
    const timed: Timed[] = [];
    for (const kernel of all) timed.push(await timeKernel(kernel, others, quick ? 1 : TURNS));
    const ratios = others.flatMap(({ name, target }): Figure[] => [
      ...(target === undefined
        ? []
        : timed.map((one) => ({
            name: `${one.kernel}: ${name}`,
            ...turned(one.ratios.get(name)!),
            unit: "x",
            better: "higher" as const,
            target,
          }))),
      {
        name: `geometric mean: ${name}`,
        value: geometricMean(timed.map((one) => turned(one.ratios.get(name)!).value)),
        unit: "x",
        better: "higher",
        ...(target === undefined ? {} : { target: TARGET_MEAN }),
      },
    ]);
    const speeds = timed.map(({ kernel, own, units }): Figure => ({
      name: `${kernel}: ours`,
      ...turned(own.map((ms) => units / ms / 1000)),
      unit: "M units/s",
      better: "higher",
    }));
    const [first] = all;
    const start = turned(Array.from({ length: 5 }, () => timeToFirstThousand(first!.image)));
    const restored = await afterRestore(all.find(({ name }) => name === "bytecode")!);
    return {
      figures: [
        ...ratios,
        ...restored,
        ...speeds,
        {
          name: "from nothing to the 1,000th instruction",
          ...start,
          unit: "ms",
          better: "lower",
          target: TARGET_START_MS,
        },
      ],
      missing,
    };
  },
};
