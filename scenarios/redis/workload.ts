/** What clients of Redis ask: few keys, so that they meet. */
import type { RandomStream } from "../../sim/kernel/random.ts";
import { serverWorkload, value } from "../server-workload.ts";
import { firstCommands, nextStep, type RedisOperation } from "./operation.ts";
import { parseReply, type Reply } from "./resp.ts";

/** Longer strings and lists are set anew. */
const stringMost = 120;
const listMost = 12;

export const redisWorkload = serverWorkload<RedisOperation, Reply>({
  port: 6379,
  single,
  optimistic: (random, client) => ({ op: "transact", key: string(random), value: value(random, client) }),
  shorten,
  firstCommands,
  nextStep,
  parse: parseReply,
});

function single(random: RandomStream, client: number): RedisOperation {
  const choice = random.below(20);
  if (choice < 4) return { op: "get", key: string(random) };
  if (choice < 7) return { op: "set", key: string(random), value: value(random, client) };
  if (choice < 10) return { op: "append", key: string(random), value: value(random, client) };
  if (choice < 13) return { op: "incr", key: `n${random.below(2)}` };
  if (choice < 16) return { op: "lpush", key: list(random), value: value(random, client) };
  if (choice < 18) return { op: "lrange", key: list(random) };
  if (choice < 19) return { op: "get", key: `n${random.below(2)}` };
  return { op: "time" };
}

function shorten(operation: RedisOperation, result: unknown): RedisOperation | null {
  if (operation.op === "append" && (result as number) > stringMost) return { op: "set", key: operation.key, value: "" };
  if (operation.op === "lpush" && (result as number) > listMost) return { op: "del", key: operation.key };
  return null;
}

function string(random: RandomStream): string {
  return `s${random.below(3)}`;
}

function list(random: RandomStream): string {
  return `l${random.below(2)}`;
}
