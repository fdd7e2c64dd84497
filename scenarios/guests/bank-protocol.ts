/** The client's side of the bank: `bank/protocol.h` is the format. */
import { decodeServiceReply, decodeWords, encodeServiceRequest, encodeWords } from "./service-protocol.ts";

/** Accounts are numbered from 0; each begins with `bankInitialBalance`. */
export const bankAccounts = 64;
export const bankInitialBalance = 1000;

const magic = "BK";
const opNames = ["balance", "transfer", "total"] as const;
const statusNames = ["ok", "no-such-account", "too-poor"] as const;

export type BankOperation =
  | { readonly op: "balance"; readonly account: number }
  | { readonly op: "transfer"; readonly from: number; readonly to: number; readonly amount: number }
  | { readonly op: "total" };

export interface BankReply {
  readonly client: number;
  readonly number: number;
  readonly op: BankOperation["op"];
  readonly status: (typeof statusNames)[number];
  /** Of `balance`: the balance. Of `transfer`: both balances afterwards. Of `total`: the sum, and the transfers so far. */
  readonly amounts: readonly number[];
  readonly ticks: number;
  readonly tsc: bigint;
}

/** The UDP payload of a request. `number` counts up from 1 by client. */
export function encodeBankRequest(client: number, number: number, operation: BankOperation): Uint8Array {
  const words =
    operation.op === "balance"
      ? [operation.account]
      : operation.op === "transfer"
        ? [operation.from, operation.to, operation.amount]
        : [];
  return encodeServiceRequest({ magic, op: opNames.indexOf(operation.op), client, number, rest: encodeWords(words) });
}

/** Reads the UDP payload of a reply; null where it is none. */
export function decodeBankReply(payload: Uint8Array): BankReply | null {
  const reply = decodeServiceReply(magic, payload);
  const status = statusNames[reply?.status ?? -1];
  const op = opNames[reply?.op ?? -1];
  if (reply === null || status === undefined || op === undefined) return null;
  const { client, number, ticks, tsc } = reply;
  return { client, number, op, status, amounts: decodeWords(reply.value), ticks, tsc };
}
