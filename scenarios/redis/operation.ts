/** What clients ask of Redis, as the history shows it, and how each is said in commands. */
import type { Answer } from "../../sim/clients/workload.ts";
import { answer } from "../server-workload.ts";
import { encodeCommands, type Reply } from "./resp.ts";

/**
 * `transact` is optimistic: WATCH and GET the key; then, in a MULTI, SET it to `value` and APPEND `TRANSACTED` to that.
 * Nobody ever sees one without the other, and it does nothing if somebody else touched the key meanwhile.
 */
export type RedisOperation =
  | { readonly op: "get" | "incr" | "lrange" | "del"; readonly key: string }
  | { readonly op: "set" | "append" | "lpush" | "transact"; readonly key: string; readonly value: string }
  | { readonly op: "time" };

/** Redis's reply; of `transact` what the GET saw and whether the rest took place; null of `time`, which is in `guestTicks`. */
export type RedisResult = Reply | { readonly seen: string | null; readonly committed: boolean };

export const TRANSACTED = "!";

/** What to send first. */
export function firstCommands(operation: RedisOperation): Uint8Array {
  switch (operation.op) {
    case "time":
      return encodeCommands([["TIME"]]);
    case "lrange":
      return encodeCommands([["LRANGE", operation.key, "0", "-1"]]);
    case "set":
    case "append":
    case "lpush":
      return encodeCommands([[operation.op.toUpperCase(), operation.key, operation.value]]);
    case "transact":
      return encodeCommands([
        ["WATCH", operation.key],
        ["GET", operation.key],
      ]);
    default:
      return encodeCommands([[operation.op.toUpperCase(), operation.key]]);
  }
}

/** Replies to WATCH and GET; then to MULTI, the two commands queued, and EXEC. */
const watchReplies = 2;
const transactReplies = 6;

export function nextStep(
  operation: RedisOperation,
  replies: readonly Reply[],
): { readonly send: Uint8Array } | { readonly answer: Answer } | null {
  const last = replies.at(-1)!;
  switch (operation.op) {
    case "transact": {
      if (replies.length === watchReplies) return { send: transaction(operation.key, operation.value) };
      if (replies.length < transactReplies) return null;
      return answer({ seen: replies[1] as string | null, committed: last !== null });
    }
    case "time": {
      const [seconds, microseconds] = last as readonly string[];
      return {
        answer: { result: null, guestTsc: null, guestTicks: Number(seconds) * 1_000_000 + Number(microseconds) },
      };
    }
    default:
      return answer(last);
  }
}

function transaction(key: string, value: string): Uint8Array {
  return encodeCommands([["MULTI"], ["SET", key, value], ["APPEND", key, TRANSACTED], ["EXEC"]]);
}
