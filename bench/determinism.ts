/**
 * The same runs under every Node that Lockstep supports, from npm's own `node` packages: every trace hash and every final
 * digest must agree. Where they do not, the first differing event is named. `npm run determinism [RUNS] [PLANTED-AT]`:
 * with a second argument the first Node's runs are disturbed on purpose at that event.
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { partedBetween, type Chain } from "./determinism/chain.ts";
import type { ChildTask } from "./determinism/child.ts";

const versions = ["20", "22", "24"] as const;
const [runs = 50, plantedAt = null] = process.argv.slice(2).map(Number);
const child = fileURLToPath(new URL("determinism/child.js", import.meta.url));

function ask<Answer>(version: string, task: ChildTask): Answer {
  const args = ["--yes", "--package", `node@${version}`, "node", child, JSON.stringify(task)];
  const answer = execFileSync("npx", args, {
    encoding: "utf8",
    maxBuffer: 1 << 28,
    stdio: ["ignore", "pipe", "ignore"],
  });
  return JSON.parse(answer) as Answer;
}

function planted(version: string): number | null {
  return version === versions[0] ? plantedAt : null;
}

function firstDifference(index: number, [from, to]: readonly [number, number], others: readonly string[]): string {
  const [left, right] = others.map((version) => {
    const plan = { index, plantedAt: planted(version) };
    return ask<readonly string[]>(version, { what: "events", plan, from, to });
  }) as [readonly string[], readonly string[]];
  const at = left.findIndex((line, i) => line !== right[i]);
  return at < 0
    ? `after event ${from}`
    : `Node ${others[0]}: ${left[at]}\n  Node ${others[1]}: ${right[at] ?? "the end"}`;
}

const chains = new Map<string, readonly Chain[]>();
for (const version of versions) {
  chains.set(version, ask(version, { what: "chains", count: runs, plantedAt: planted(version) }));
  process.stdout.write(`Node ${version}: ${runs} runs\n`);
}
let differing = 0;
const [first, ...others] = versions;
for (const version of others) {
  for (const [index, chain] of chains.get(first)!.entries()) {
    const other = chains.get(version)![index]!;
    const parted = partedBetween(chain, other);
    if (parted === null && chain.digests.join() === other.digests.join()) continue;
    differing++;
    const where =
      parted === null ? "the machines' final digests alone" : firstDifference(index, parted, [first, version]);
    process.stdout.write(`${chain.scenario}, seed ${chain.seed} differs at\n  ${where}\n`);
  }
}
const events = chains.get(first)!.reduce((sum, chain) => sum + chain.eventCount, 0);
process.stdout.write(
  differing === 0
    ? `all equal: ${runs} runs, ${events} events, Node ${versions.join(", ")}\n`
    : `${differing} differ\n`,
);
process.exitCode = differing === 0 ? 0 : 3;
