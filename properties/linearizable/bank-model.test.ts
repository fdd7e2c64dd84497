import test from "ava";
import type { BankOperation } from "../../scenarios/guests/bank-protocol.ts";
import { bankModel } from "./bank-model.ts";

/** What one machine answers, one operation after the other. */
function answers(...operations: BankOperation[]): readonly string[] {
  let state = bankModel.initial;
  return operations.map((operation) => {
    const [outcome] = bankModel.outcomes(state, operation);
    state = outcome!.state;
    return `${outcome!.result.status} ${outcome!.result.amounts.join(" ")}`;
  });
}

test("transfers move what there is; the total stays; one to itself changes nothing but the count", (t) => {
  const transfer = (from: number, to: number, amount: number): BankOperation => ({ op: "transfer", from, to, amount });
  t.deepEqual(
    answers(
      transfer(0, 1, 300),
      { op: "balance", account: 1 },
      transfer(0, 2, 701),
      transfer(1, 1, 1300),
      transfer(1, 0, 1300),
      { op: "total" },
    ),
    ["ok 700 1300", "ok 1300", "too-poor 700 1000", "ok 1300 1300", "ok 0 2000", "ok 64000 3"],
  );
});
