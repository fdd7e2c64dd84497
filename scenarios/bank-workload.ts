/** What clients of the bank do: move money between few accounts, so that they meet, and look at what is there. */
import type { DatagramWorkload } from "../sim/clients/workload.ts";
import { bankInitialBalance, decodeBankReply, encodeBankRequest, type BankOperation } from "./guests/bank-protocol.ts";
import { servicePort } from "./guests/service-protocol.ts";

const accounts = 4;

export const bankWorkload: DatagramWorkload = {
  port: servicePort,
  next(random): BankOperation {
    const choice = random.below(10);
    if (choice < 1) return { op: "total" };
    if (choice < 4) return { op: "balance", account: random.below(accounts) };
    // Often more than there is, and at times to itself.
    const amount = random.below(bankInitialBalance);
    return { op: "transfer", from: random.below(accounts), to: random.below(accounts), amount };
  },
  encode: (client, request, operation) => encodeBankRequest(client, request, operation as BankOperation),
  decode(payload) {
    const reply = decodeBankReply(payload);
    return (
      reply && {
        client: reply.client,
        request: reply.number,
        result: { status: reply.status, amounts: reply.amounts },
        guestTsc: Number(reply.tsc),
        guestTicks: reply.ticks,
      }
    );
  },
};
