/**
 * The bank as one machine would be (scenarios/guests/bank/main.c). All accounts are one part: a transfer sees two of them,
 * the total all. A state is the number of transfers so far and the balances that are not the first one.
 */
import { bankInitialBalance, bankAccounts, type BankOperation } from "../../scenarios/guests/bank-protocol.ts";
import type { Model } from "./model.ts";

interface BankResult {
  readonly status: "ok" | "no-such-account" | "too-poor";
  readonly amounts: readonly number[];
}

interface Books {
  readonly transfers: number;
  readonly balances: Readonly<Record<number, number>>;
}

const initial = JSON.stringify({ transfers: 0, balances: {} } satisfies Books);

function balance({ balances }: Books, account: number): number {
  return balances[account] ?? bankInitialBalance;
}

function outcomes(state: string, operation: BankOperation) {
  const books = JSON.parse(state) as Books;
  const done = (status: BankResult["status"], amounts: readonly number[], after = state) => [
    { state: after, result: { status, amounts } },
  ];
  switch (operation.op) {
    case "balance":
      return done("ok", [balance(books, operation.account)]);
    case "total": {
      const moved = Object.values(books.balances).reduce((sum, amount) => sum + amount - bankInitialBalance, 0);
      return done("ok", [bankAccounts * bankInitialBalance + moved, books.transfers]);
    }
    case "transfer": {
      const { from, to, amount } = operation;
      if (balance(books, from) < amount) return done("too-poor", [balance(books, from), balance(books, to)]);
      const after = { ...books.balances, [from]: balance(books, from) - amount };
      after[to] = (after[to] ?? bankInitialBalance) + amount;
      const next: Books = { transfers: books.transfers + 1, balances: after };
      return done("ok", [after[from]!, after[to]], JSON.stringify(next));
    }
  }
}

function describe(operation: BankOperation, result: BankResult | undefined): string {
  const { op, ...numbers } = operation;
  const shown = result && `${result.status} ${result.amounts.join(", ")}`;
  return `${op.toUpperCase()} ${Object.values(numbers).join(" ")} -> ${shown ?? "no answer yet"}`;
}

export const bankModel: Model<BankOperation, BankResult> = {
  part: () => "of the bank",
  initial,
  outcomes,
  equal: (a, b) => a.status === b.status && a.amounts.join() === b.amounts.join(),
  reads: (operation, result) => operation.op !== "transfer" || result.status !== "ok",
  describeState: (state) => state,
  describe,
};
