/** Laws 1 and 4 with the real stack and real machines: a run is the same again, watched, forked, and in another process. */
import { execFileSync } from "node:child_process";
import { serialize } from "node:v8";
import { fileURLToPath } from "node:url";
import test from "ava";
import { generateSchedule } from "../properties/generate.ts";
import type { World } from "../sim/world.ts";
import { createEnvironment } from "./environment.ts";
import { scenarios, settingsOf } from "./index.ts";
import { finish, type SavedRun } from "./restored-run.test-helper.ts";
import { createWorld } from "./run.ts";

const environment = await createEnvironment();
const second = 1_000_000_000;

const runs = [
  ["failover-kv", 3],
  ["delayed-write", 4],
  ["checkpoint-strategy", 5],
  ["non-shared-disks", 6],
  ["vmotion-under-load", 7],
  ["two-tenants", 8],
] as const;

for (const [name, seed] of runs) {
  test(`${name}: watched or not, forked, or restored in another process, it goes on as the original`, (t) => {
    const scenario = scenarios.find((one) => one.name === name)!;
    const settings = settingsOf(scenario, { seconds: 8, quiet: 8 });
    const schedule = generateSchedule(scenario, settings, "unbounded", String(seed));
    const plan = { scenario, settings, seed, schedule };
    const end = finish(createWorld(plan, environment));

    const watched = createWorld(plan, environment);
    let events = 0;
    watched.observe(() => events++);
    watched.tap(() => events++);
    const cuts = [3 * second, 6 * second, 9 * second];
    for (const cutNs of cuts) {
      while (watched.nowNs < cutNs && watched.step());
      const fork: World = watched.fork();
      const saved: SavedRun = { ...plan, scenario: name, snapshot: watched.snapshot() };
      t.deepEqual(finish(fork), end, `forked at ${cutNs} ns`);
      if (cutNs !== cuts[1]) continue;
      const child = fileURLToPath(new URL("restored-run.test-helper.js", import.meta.url));
      const input = serialize(saved);
      const answer = execFileSync(process.execPath, [child], { input, encoding: "utf8", maxBuffer: 1 << 24 });
      t.deepEqual(JSON.parse(answer), end, "in another process");
    }
    t.deepEqual(finish(watched), end, "watched");
    t.true(events > 1000);
  });
}
