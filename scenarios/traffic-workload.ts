/** Datagrams in numbers, to the guest or from it, and a request that counts them. */
import type { DatagramWorkload } from "../sim/clients/workload.ts";
import { countersWorkload } from "./counters-workload.ts";
import { encodeCountersRequest, type CountersOperation } from "./guests/counters-protocol.ts";
import { encodeWords } from "./guests/service-protocol.ts";

/** Where `netrx` takes datagrams that nobody answers. */
const dataPort = 7501;
const datagramsAtOnce = 16;
const payloadBytes = 256;

export const receiveWorkload: DatagramWorkload = {
  ...countersWorkload("netrx"),
  ahead: (request) => ({
    port: dataPort,
    payloads: Array.from({ length: datagramsAtOnce }, (_, index) => {
      const payload = new Uint8Array(payloadBytes).fill(index);
      payload.set(encodeWords([(request - 1) * datagramsAtOnce + index]));
      return payload;
    }),
  }),
};

/** Every other request asks for datagrams, the next for how many have been sent. */
export const transmitWorkload: DatagramWorkload = {
  ...countersWorkload("nettx"),
  next: (_random, _client, request) =>
    request % 2 === 1 ? { op: "transmit", datagrams: datagramsAtOnce, payloadBytes } : { op: "read" },
  encode: (client, request, operation) => encodeCountersRequest(client, request, operation as CountersOperation),
};
