/** What clients of Redis ask: few keys, so that they meet; values that say who wrote them; one command or many in one go. */
import type { StreamWorkload } from "../../sim/clients/workload.ts";
import type { RandomStream } from "../../sim/kernel/random.ts";
import { firstCommands, nextStep, type RedisOperation } from "./operation.ts";
import { parseReply, type Reply } from "./resp.ts";

const pipelinedMost = 8;
/** Longer strings and lists are set anew. */
const stringMost = 120;
const listMost = 12;

export const redisWorkload: StreamWorkload = {
  transport: "tcp",
  port: 6379,
  next(random, client, last) {
    if (random.chance(1, 6)) return [transact(random, client)];
    const count = random.chance(1, 2) ? 1 : 2 + random.below(pipelinedMost - 1);
    const operations = Array.from({ length: count }, () => single(random, client));
    const shortened = last && shorten(last.operation as RedisOperation, last.result);
    return shortened ? [shortened, ...operations.slice(1)] : operations;
  },
  step(operation, replies) {
    return replies.length === 0
      ? { send: firstCommands(operation as RedisOperation) }
      : nextStep(operation as RedisOperation, replies as readonly Reply[]);
  },
  parse: parseReply,
};

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

function transact(random: RandomStream, client: number): RedisOperation {
  return { op: "transact", key: string(random), value: value(random, client) };
}

/** After an answer that showed a long value. */
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

function value(random: RandomStream, client: number): string {
  return `${String.fromCharCode(97 + client)}${random.below(1000)}.`;
}
