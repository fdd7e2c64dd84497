/**
 * What Redis on Linux costs: from power on to its ready line, from the snapshot to the first answered GET, and a run of
 * ten simulated seconds with a failover in it. Needs `lockstep guest build linux-redis`.
 */
import { readFileSync } from "node:fs";
import { performRun } from "../properties/run.ts";
import { createEnvironment } from "../scenarios/environment.ts";
import { preparedGuest } from "../scenarios/guests/linux/prepared.ts";
import { linuxRedis } from "../scenarios/guests/linux/redis.ts";
import { settingsOf } from "../scenarios/index.ts";
import { redisFailover } from "../scenarios/redis/redis-failover.ts";
import { createWorld } from "../scenarios/run.ts";
import { bootMachine } from "../sim/boot.ts";
import { createPlatform } from "../sim/platform.ts";

const BOOT_MAX_UNITS = 2_000_000_000;
const SECOND = 1_000_000_000;

/** The shortest times that a scenario takes, and less: ten seconds in all. */
const settings = settingsOf(redisFailover, { seconds: 6, quiet: 4 });
const schedule = [{ kind: "crash", target: "primary", at: 3 * SECOND, guard: "whenProtected" }] as const;

function show(name: string, figure: string, target: string): void {
  console.log(`${name.padEnd(44)} ${figure.padStart(12)}   ${target}`);
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

async function bootMs(): Promise<number> {
  const guest = preparedGuest(linuxRedis)!;
  const platform = await createPlatform();
  const begin = performance.now();
  const { reason } = bootMachine(
    {
      image: readFileSync(guest.kernel),
      initrd: readFileSync(guest.initrd),
      commandLine: linuxRedis.commandLine,
      ramBytes: linuxRedis.ramBytes,
      disk: null,
      net: true,
      seed: 1,
      maxUnits: BOOT_MAX_UNITS,
      until: linuxRedis.ready,
      onConsole: () => {},
    },
    platform,
  );
  if (reason !== "until") throw new Error(`the boot ended by ${reason}`);
  return performance.now() - begin;
}

/** From nothing but the snapshot's file, two replicas and clients that begin at once. */
async function firstGetMs(): Promise<number> {
  const begin = performance.now();
  const environment = await createEnvironment();
  const plan = { scenario: redisFailover, settings: { ...settings, think: 1 }, seed: 1, schedule: [] };
  const world = createWorld(plan, environment);
  const asked = new Set<string>();
  let answered = false;
  world.observe((event) => {
    if (event.kind === "invoke" && (event.operation as { readonly op: string }).op === "get")
      asked.add(`${event.client} ${event.request}`);
    answered ||= event.kind === "response" && asked.has(`${event.client} ${event.request}`);
  });
  while (!answered) world.step();
  world.discard();
  return performance.now() - begin;
}

if (preparedGuest(linuxRedis) === null) {
  console.log("no guest to measure: lockstep guest build linux-redis");
  process.exit(1);
}

show("boot to ready", seconds(await bootMs()), "target 15 s");
show("snapshot to the first answered GET", seconds(await firstGetMs()), "target 0.5 s");
const spec = { scenario: redisFailover, settings, seed: 1, schedule, regime: "bounded", mutant: null } as const;
const { wallMs, log, clients, failovers } = performRun(spec, await createEnvironment());
show(`ten simulated seconds, ${failovers.length} failover`, seconds(wallMs), "target 20 s");
show("memory", `${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`, "target 1.5 GB");
show("log, a thousand instructions", `${log.bytesPerKiloInstruction} B`, "");
show("log, a request", `${Math.round(log.bytes / clients.requests)} B`, "");
