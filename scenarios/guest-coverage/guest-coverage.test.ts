import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import test from "ava";
import { createEnvironment, imagePath } from "../environment.ts";
import { failoverKv } from "../failover-kv.ts";
import { settingsOf } from "../index.ts";
import { createWorld } from "../run.ts";
import { coverageOf, linesCovered, sumOf } from "./blocks.ts";
import { noting, type Executed } from "./executed.ts";
import { linesOf } from "./line-table.ts";
import { functionsOf } from "./symbols.ts";

const image = readFileSync(imagePath("kv"));

test("functions of an image lie in its code, one after the other", (t) => {
  const functions = functionsOf(image);
  t.true(functions.some(({ name }) => name === "kernel_main"));
  t.is(functions.find(({ name }) => name === "_start")?.address, 0x10000c);
  for (const [i, { address }] of functions.entries())
    if (i > 0) t.true(functions[i - 1].address + functions[i - 1].bytes.length <= address);
  t.deepEqual(functionsOf(new Uint8Array(100)), []);
});

test("blocks begin at entries, targets of jumps and after jumps", (t) => {
  const [before, after] = [coverageOf(image, new Set()), coverageOf(image, new Set([0x10003b, 0x10003c, 0x100074]))];
  const execute = (all: typeof before) => all.find(({ name }) => name === "service_execute");
  t.is(execute(before)?.blocks.covered, 0);
  // push ebp, mov ebp,esp at the entry, and 74h, the target of je.
  t.is(execute(after)?.blocks.covered, 2);
  t.is(execute(after)?.instructions.covered, 3);
});

test("noting what a guest executes leaves the run as it is", async (t) => {
  const settings = settingsOf(failoverKv, { seconds: 6, quiet: 8 });
  const environment = await createEnvironment();
  const executed: Executed = new Map();
  const hashes = [environment, noting(environment, executed)].map((one) => {
    const world = createWorld(
      { scenario: failoverKv, settings, seed: 1, schedule: [{ kind: "crash", target: "primary", at: 3_000_000_000 }] },
      one,
    );
    world.run();
    world.discard();
    return world.traceHash;
  });
  t.is(hashes[0], hashes[1]);
  const functions = coverageOf(image, executed.get("kv")!);
  const { covered, total } = sumOf(functions.map(({ instructions }) => instructions));
  t.true(covered > total / 2);
  t.is(functions.find(({ name }) => name === "panic_end")?.instructions.covered, 0);
});

function decodedLines(path: string): ReadonlyMap<number, string> | null {
  const { status, stdout } = spawnSync("objdump", ["--dwarf=decodedline", path], { encoding: "utf8" });
  if (status !== 0) return null;
  // Of rows at one address the last counts, but no end of one function over the beginning of the next.
  const rows = new Map<number, string>();
  for (const [, file, line, address] of stdout.matchAll(/^(\S+) +(\d+|-) +0x([0-9a-f]+)/gm)) {
    const at = parseInt(address!, 16);
    if (line !== "-") rows.set(at, `${file} ${line}`);
    else if (!rows.has(at)) rows.set(at, "none");
  }
  return rows;
}

for (const guest of ["kv", "wal"] as const)
  test(`the line table of ${guest} reads as objdump reads it`, (t) => {
    const expected = decodedLines(imagePath(guest));
    if (!expected) {
      t.log("SKIPPED: objdump is not installed");
      t.pass();
      return;
    }
    const lineOf = linesOf(readFileSync(imagePath(guest)));
    t.true(expected.size > 500);
    for (const [address, wanted] of expected) {
      // What the linker threw away is left at the lowest addresses.
      if (address < 0x100000) continue;
      const at = lineOf(address);
      t.is(at ? `${at.file.split("/").at(-1)} ${at.line}` : "none", wanted, address.toString(16));
    }
  });

test("lines are covered as their instructions are; an image without a line table has none", (t) => {
  const store = (executed: ReadonlySet<number>) =>
    linesCovered(image, executed).find(({ file }) => file === "kv/store.c")!.lines;
  const all = new Set(functionsOf(image).flatMap(({ address, bytes }) => [...bytes.keys()].map((at) => address + at)));
  t.true(store(new Set()).every(({ blocks, instructions }) => blocks.covered + instructions.covered === 0));
  t.true(store(all).every(({ blocks, instructions }) => blocks.covered === blocks.total && instructions.covered > 0));
  t.deepEqual(linesCovered(new Uint8Array(100), all), []);
  t.is(linesOf(new Uint8Array(100))(0x100000), null);
});
