/** What clients of memcached ask: few keys, so that they meet; values that say who wrote them; one command or many in one go. */
import type { StreamWorkload } from "../../sim/clients/workload.ts";
import type { RandomStream } from "../../sim/kernel/random.ts";
import { firstCommand, nextStep, type MemcachedOperation } from "./operation.ts";
import { parseReply, type Reply } from "./text-protocol.ts";

const pipelinedMost = 8;
/** Longer values are set anew. */
const valueMost = 120;

export const memcachedWorkload: StreamWorkload = {
  transport: "tcp",
  port: 11211,
  next(random, client, last) {
    if (random.chance(1, 6)) return [{ op: "cas", key: key(random), value: value(random, client) }];
    const count = random.chance(1, 2) ? 1 : 2 + random.below(pipelinedMost - 1);
    const operations = Array.from({ length: count }, () => single(random, client));
    const shortened = last && shorten(last.operation as MemcachedOperation, last.result, value(random, client));
    return shortened ? [shortened, ...operations.slice(1)] : operations;
  },
  step(operation, replies) {
    return replies.length === 0
      ? { send: firstCommand(operation as MemcachedOperation) }
      : nextStep(operation as MemcachedOperation, replies as readonly Reply[]);
  },
  parse: parseReply,
};

function single(random: RandomStream, client: number): MemcachedOperation {
  const choice = random.below(20);
  if (choice < 5) return { op: "get", key: key(random) };
  if (choice < 9) return { op: "set", key: key(random), value: value(random, client) };
  if (choice < 13) return { op: "append", key: key(random), value: value(random, client) };
  if (choice < 14) return { op: "delete", key: key(random) };
  if (choice < 16) return { op: "add", key: counter(random), value: "0" };
  if (choice < 19) return { op: "incr", key: counter(random) };
  return { op: "get", key: counter(random) };
}

/** After an answer that showed a long value. */
function shorten(operation: MemcachedOperation, result: unknown, fresh: string): MemcachedOperation | null {
  const isLong = operation.op === "get" && typeof result === "string" && result.length > valueMost;
  return isLong ? { op: "set", key: operation.key, value: fresh } : null;
}

function key(random: RandomStream): string {
  return `k${random.below(3)}`;
}

function counter(random: RandomStream): string {
  return `n${random.below(2)}`;
}

function value(random: RandomStream, client: number): string {
  return `${String.fromCharCode(97 + client)}${random.below(1000)}.`;
}
