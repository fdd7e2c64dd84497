/** What clients of the key-value guest ask: few keys, so that they meet; values that say who wrote them. */
import type { RandomStream } from "../sim/kernel/random.ts";
import type { DatagramWorkload } from "../sim/clients/workload.ts";
import { asciiBytes } from "./ascii.ts";
import { decodeKvReply, encodeKvRequest, kvPort, type KvOperation as WireOperation } from "./guests/kv-protocol.ts";

/** As the history shows it. `expected` null: the key must be absent. */
type KvOperation =
  | { readonly op: "get"; readonly key: string }
  | { readonly op: "set"; readonly key: string; readonly value: string }
  | { readonly op: "cas"; readonly key: string; readonly expected: string | null; readonly value: string }
  | { readonly op: "append"; readonly key: string; readonly value: string };

interface KvResult {
  readonly status: string;
  readonly value: string;
}

const keys = 4;
/** Longer values are set anew rather than appended to: the server holds at most 512 bytes. */
const appendBelow = 400;

export const kvWorkload: DatagramWorkload = {
  port: kvPort,
  next(random, client, request, last) {
    return nextOperation(random, client, request, last as { operation: KvOperation; result: KvResult } | null);
  },
  encode: (client, request, operation) =>
    encodeKvRequest({ client, number: request, operation: toWire(operation as KvOperation) }),
  decode(payload) {
    const reply = decodeKvReply(payload);
    return (
      reply && {
        client: reply.client,
        request: reply.number,
        result: { status: reply.status, value: toText(reply.value) },
        guestTsc: Number(reply.tsc),
        guestTicks: reply.ticks,
      }
    );
  },
};

function nextOperation(
  random: RandomStream,
  client: number,
  request: number,
  last: { readonly operation: KvOperation; readonly result: KvResult } | null,
): KvOperation {
  const value = `${client}.${request}`;
  const seen = last && valueSeen(last.operation, last.result);
  // A value just seen is a good guess for compare-and-swap, and says how long the key's has become.
  if (last && seen !== null && random.chance(1, 2)) {
    return { op: "cas", key: last.operation.key, expected: seen === undefined ? null : seen, value };
  }
  const key = `k${random.below(keys)}`;
  const isLong = last?.operation.key === key && (seen?.length ?? 0) > appendBelow;
  const choice = random.below(10);
  if (choice < 4) return { op: "get", key };
  if (choice < 7 || isLong) return { op: "set", key, value };
  return { op: "append", key, value: `+${value}` };
}

/** The value that the last answer showed; undefined for an absent key, null where it shows nothing. */
function valueSeen(operation: KvOperation, { status, value }: KvResult): string | undefined | null {
  if (status === "not-found") return undefined;
  if (operation.op === "get" || operation.op === "append") return status === "ok" ? value : null;
  return status === "ok" ? operation.value : status === "mismatch" ? value : null;
}

function toWire(operation: KvOperation): WireOperation {
  const key = asciiBytes(operation.key);
  switch (operation.op) {
    case "get":
      return { op: "get", key };
    case "cas":
      return {
        op: "cas",
        key,
        expected: operation.expected === null ? null : asciiBytes(operation.expected),
        value: asciiBytes(operation.value),
      };
    default:
      return { op: operation.op, key, value: asciiBytes(operation.value) };
  }
}

function toText(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
