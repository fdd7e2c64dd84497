/** What clients of memcached ask: few keys, so that they meet. */
import type { RandomStream } from "../../sim/kernel/random.ts";
import { serverWorkload, value } from "../server-workload.ts";
import { firstCommand, nextStep, type MemcachedOperation } from "./operation.ts";
import { parseReply, type Reply } from "./text-protocol.ts";

/** Longer values are set anew. */
const valueMost = 120;

export const memcachedWorkload = serverWorkload<MemcachedOperation, Reply>({
  port: 11211,
  single,
  optimistic: (random, client) => ({ op: "cas", key: key(random), value: value(random, client) }),
  shorten: (operation, result) =>
    operation.op === "get" && typeof result === "string" && result.length > valueMost
      ? { op: "set", key: operation.key, value: "" }
      : null,
  firstCommands: firstCommand,
  nextStep,
  parse: parseReply,
});

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

function key(random: RandomStream): string {
  return `k${random.below(3)}`;
}

function counter(random: RandomStream): string {
  return `n${random.below(2)}`;
}
