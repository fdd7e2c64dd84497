/** What clients saw, judged against one machine that never failed. It knows nothing of replicas. */
import type { TraceEvent } from "../../sim/trace.ts";
import { Watcher, type Property, type Run } from "../property.ts";
import { moment } from "../words.ts";
import { Checker, type Call, type Contradiction } from "./checker.ts";
import { bankModel } from "./bank-model.ts";
import { kvModel } from "./kv-model.ts";
import { memcachedModel } from "./memcached-model.ts";
import type { Model } from "./model.ts";
import { redisModel } from "./redis-model.ts";

/** By the workload of the clients, which are all of one service. */
const models: Readonly<Record<string, Model<unknown, unknown>>> = {
  kv: kvModel as Model<unknown, unknown>,
  bank: bankModel as Model<unknown, unknown>,
  redis: redisModel as Model<unknown, unknown>,
  memcached: memcachedModel as Model<unknown, unknown>,
};

class Linearizable extends Watcher {
  readonly #model: Model<unknown, unknown>;
  #checker: Checker<unknown, unknown>;
  /** By client and request. */
  readonly #open = new Map<string, Call<unknown, unknown>>();

  constructor(run: Run, model: Model<unknown, unknown>) {
    super(run);
    this.#model = model;
    this.#checker = new Checker(model);
  }

  observe(event: TraceEvent): void {
    if (event.kind === "record" && event.request?.kind === "cold-start") this.#begin();
    else if (event.kind === "invoke") {
      const call: Call<unknown, unknown> = {
        client: event.client,
        request: event.request,
        operation: event.operation,
        invokedNs: event.atNs,
        answeredNs: null,
        result: undefined,
      };
      this.#open.set(`${event.client} ${event.request}`, call);
      this.#checker.invoke(call);
    } else if (event.kind === "response") {
      const key = `${event.client} ${event.request}`;
      const call = this.#open.get(key);
      if (!call) return;
      this.#open.delete(key);
      this.witnessed++;
      call.answeredNs = event.atNs;
      call.result = event.result;
      const found = this.#checker.respond(call);
      if (found)
        this.violate(
          event,
          `key ${found.part}, holding ${found.before.join(" or ")}, answers these requests in some order as one machine would`,
          `no order explains ${describe(found, this.#model)}`,
        );
    }
  }

  /**
   * A guest without a disk keeps its keys in memory: a cold start begins with none, and open requests are asked again, of
   * the new boot. One with a disk has written down what it answered: it goes on where it was.
   */
  #begin(): void {
    if (this.run.topology.machine.diskSectors !== null) return;
    this.#checker = new Checker(this.#model);
    for (const call of this.#open.values()) this.#checker.invoke(call);
  }
}

/** Of other services there is no model. */
class NoModel extends Watcher {
  observe(): void {}
}

function describe({ calls }: Contradiction<unknown, unknown>, model: Model<unknown, unknown>): string {
  return calls
    .map((call) => {
      const until = call.answeredNs === null ? "..." : moment(call.answeredNs);
      return `[client ${call.client}, ${moment(call.invokedNs)} to ${until}: ${model.describe(call.operation, call.result)}]`;
    })
    .join(" ");
}

export const linearizable: Property = {
  name: "linearizable",
  claim: "what clients saw could have come from one machine that never failed",
  kind: "safety",
  regimes: ["bounded", "unbounded", "corrupting"],
  watches: ["record", "invoke", "response"],
  start: (run) => {
    const services = new Set(run.topology.clients.map(({ workload }) => workload));
    const model = services.size === 1 ? models[[...services][0]!] : undefined;
    return model ? new Linearizable(run, model) : new NoModel(run);
  },
};
