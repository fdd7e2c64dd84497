/**
 * What Redis on Linux costs: from power on to its ready line, from the snapshot to the first answered GET, and a run of
 * ten simulated seconds with a failover in it.
 */
import { readFileSync } from "node:fs";
import { performRun } from "../../properties/run.ts";
import { createEnvironment, type Environment } from "../../scenarios/environment.ts";
import { preparedGuest } from "../../scenarios/guests/linux/prepared.ts";
import { linuxRedis } from "../../scenarios/guests/linux/redis.ts";
import { settingsOf } from "../../scenarios/index.ts";
import { redisFailover } from "../../scenarios/redis/redis-failover.ts";
import { createWorld } from "../../scenarios/run.ts";
import { bootMachine } from "../../sim/boot.ts";
import { createPlatform } from "../../sim/platform.ts";
import { type Figure, turned } from "../figure.ts";
import type { Part, Suite, Turn } from "./suite.ts";

const BOOT_MAX_UNITS = 2_000_000_000;
const SECOND = 1_000_000_000;

/** The shortest times that a scenario takes, and less: ten seconds in all. */
const settings = settingsOf(redisFailover, { seconds: 6, quiet: 4 });
const schedule = [{ kind: "crash", target: "primary", at: 3 * SECOND, guard: "whenProtected" }] as const;

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

/** Two replicas restored, and clients that begin at once. */
function firstGetMs(environment: Environment): number {
  const begin = performance.now();
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

const TURNS = 3;

function figure(name: string, values: readonly number[], unit: string, target?: number): Figure {
  return {
    name,
    ...turned(values),
    unit,
    better: "lower",
    ...(target === undefined ? {} : { target }),
  };
}

/** Nothing where the guest is not prepared; the first part says so. */
function part(name: string, measure: (turn: Turn) => Promise<readonly Figure[]>): Part {
  return { name, measure: async (turn) => (preparedGuest(linuxRedis) === null ? [] : measure(turn)) };
}

async function failoverRun({ quick }: Turn): Promise<readonly Figure[]> {
  const spec = { scenario: redisFailover, settings, seed: 1, schedule, regime: "bounded", mutant: null } as const;
  const environment = await createEnvironment();
  const results = Array.from({ length: quick ? 1 : TURNS }, () => performRun(spec, environment));
  const { log, clients, failovers } = results[0]!;
  if (failovers.length !== 1) throw new Error(`expected one failover, found ${failovers.length}`);
  const exact = { better: "lower" } as const;
  return [
    figure(
      "ten simulated seconds with a failover",
      results.map(({ wallMs }) => wallMs / 1000),
      "s",
      20,
    ),
    figure("memory", [process.resourceUsage().maxRSS / 1024], "MiB", 1500),
    { name: "log of a request", value: log.bytes / clients.requests, unit: "bytes", ...exact },
    { name: "log", value: log.bytesPerKiloInstruction, unit: "bytes/1000 instructions", ...exact },
  ];
}

export const linux: Suite = {
  name: "linux",
  title: "Redis on Linux",
  method:
    "Debian's unmodified kernel and Redis, wall time of one process. The run is ten simulated seconds with two clients and one crash of the primary, judged by every property.",
  parts: [
    {
      name: "the guest",
      measure({ missing }) {
        if (preparedGuest(linuxRedis) === null) missing("the guest (lockstep guest build linux-redis)");
        return [];
      },
    },
    part("snapshot to the first answer", async ({ quick }) => {
      const begin = performance.now();
      const environment = await createEnvironment();
      firstGetMs(environment);
      const cold = (performance.now() - begin) / 1000;
      const warm = Array.from({ length: quick ? 1 : TURNS }, () => firstGetMs(environment) / 1000);
      return [
        figure("snapshot to the first answered GET, in a process that has made a run", warm, "s", 0.5),
        figure("snapshot to the first answered GET, from its file in a new process", [cold], "s", 0.5),
      ];
    }),
    part("a run with a failover", failoverRun),
    part("boot", async ({ quick, missing }) => {
      if (!quick) return [figure("boot to ready", [(await bootMs()) / 1000], "s", 15)];
      missing("boot to ready (not in a quick run)");
      return [];
    }),
  ],
};
