/** What clients ask the guests that only count: their counters, over and over. */
import type { DatagramWorkload } from "../sim/clients/workload.ts";
import { counterNames, decodeCountersReply, encodeCountersRequest } from "./guests/counters-protocol.ts";
import { servicePort } from "./guests/service-protocol.ts";

export function countersWorkload(guest: keyof typeof counterNames): DatagramWorkload {
  return {
    port: servicePort,
    next: () => ({ op: "read" }),
    encode: (client, request) => encodeCountersRequest(client, request, { op: "read" }),
    decode(payload) {
      const reply = decodeCountersReply(payload);
      return (
        reply && {
          client: reply.client,
          request: reply.number,
          result: Object.fromEntries(counterNames[guest].map((name, index) => [name, reply.counters[index]!])),
          guestTsc: Number(reply.tsc),
          guestTicks: reply.ticks,
        }
      );
    },
  };
}
