/**
 * What clients of a server of keys and values ask over TCP: values that say who wrote them; one command or many in one
 * go, or one that is optimistic and takes several exchanges.
 */
import type { Answer, StreamWorkload } from "../sim/clients/workload.ts";
import type { RandomStream } from "../sim/kernel/random.ts";

const pipelinedMost = 8;

interface Server<Operation, Reply> {
  readonly port: number;
  single(random: RandomStream, client: number): Operation;
  optimistic(random: RandomStream, client: number): Operation;
  /** After an answer that showed a long value, what makes it short again; null after others. */
  shorten(operation: Operation, result: unknown): Operation | null;
  firstCommands(operation: Operation): Uint8Array;
  /** After at least one reply. */
  nextStep(operation: Operation, replies: readonly Reply[]): ReturnType<StreamWorkload["step"]>;
  parse(received: Uint8Array): { readonly reply: Reply; readonly byteCount: number } | null;
}

export function serverWorkload<Operation, Reply>(server: Server<Operation, Reply>): StreamWorkload {
  return {
    transport: "tcp",
    port: server.port,
    next(random, client, last) {
      if (random.chance(1, 6)) return [server.optimistic(random, client)];
      const count = random.chance(1, 2) ? 1 : 2 + random.below(pipelinedMost - 1);
      const operations = Array.from({ length: count }, () => server.single(random, client));
      const shortened = last && server.shorten(last.operation as Operation, last.result);
      return shortened ? [shortened, ...operations.slice(1)] : operations;
    },
    step(operation, replies) {
      return replies.length === 0
        ? { send: server.firstCommands(operation as Operation) }
        : server.nextStep(operation as Operation, replies as readonly Reply[]);
    },
    parse: (received) => server.parse(received),
  };
}

export function value(random: RandomStream, client: number): string {
  return `${String.fromCharCode(97 + client)}${random.below(1000)}.`;
}

/** An answer that shows no clock. */
export function answer(result: unknown): { readonly answer: Answer } {
  return { answer: { result, guestTsc: null, guestTicks: null } };
}
