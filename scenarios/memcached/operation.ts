/** What clients ask of memcached, as the history shows it, and how each is said in commands. */
import type { Answer } from "../../sim/clients/workload.ts";
import { answer } from "../server-workload.ts";
import { encodeCommand, type Reply } from "./text-protocol.ts";

/** `cas` is optimistic: `gets` the item, then store `value` unless somebody else touched it meanwhile. */
export type MemcachedOperation =
  | { readonly op: "get" | "incr" | "delete"; readonly key: string }
  | { readonly op: "set" | "add" | "append" | "cas"; readonly key: string; readonly value: string };

/**
 * Of `get` the value, null where there is none; of `incr` the new number as text or why not; of `cas` what `gets` saw and
 * the word that the store was answered with, null where there was nothing to store over; of others the answer's word.
 */
export type MemcachedResult = string | null | { readonly seen: string | null; readonly answer: string | null };

/** What to send first. */
export function firstCommand(operation: MemcachedOperation): Uint8Array {
  switch (operation.op) {
    case "get":
      return encodeCommand(`get ${operation.key}`);
    case "cas":
      return encodeCommand(`gets ${operation.key}`);
    case "incr":
      return encodeCommand(`incr ${operation.key} 1`);
    case "delete":
      return encodeCommand(`delete ${operation.key}`);
    default:
      return encodeCommand(`${operation.op} ${operation.key} 0 0 ${operation.value.length}`, operation.value);
  }
}

export function nextStep(
  operation: MemcachedOperation,
  [first, second]: readonly Reply[],
): { readonly send: Uint8Array } | { readonly answer: Answer } {
  const found = "found" in first! ? first.found : null;
  if (operation.op !== "cas") return answer("word" in first! ? first.word : (found?.value ?? null));
  const seen = found?.value ?? null;
  if (found === null) return answer({ seen, answer: null });
  if (second) return answer({ seen, answer: "word" in second ? second.word : null });
  const { key, value } = operation;
  return { send: encodeCommand(`cas ${key} 0 0 ${value.length} ${found.unique}`, value) };
}
