/** What clients saw, judged against one machine that never failed. It knows nothing of replicas. */
import type { TraceEvent } from "../../sim/trace.ts";
import { Watcher, type Property } from "../property.ts";
import { moment } from "../words.ts";
import { Checker, type Call, type Contradiction } from "./checker.ts";
import { kvModel, type KvOperation, type KvResult } from "./kv-model.ts";

type KvCall = Call<KvOperation, KvResult>;

class Linearizable extends Watcher {
  #checker = new Checker(kvModel);
  readonly #open = new Map<number, KvCall>();
  /** Of other services there is no model. */
  readonly #isKnown = this.run.topology.clients.every(({ workload }) => workload === "kv");

  observe(event: TraceEvent): void {
    if (!this.#isKnown) return;
    if (event.kind === "record" && event.request?.kind === "cold-start") this.#begin();
    else if (event.kind === "invoke") {
      const call: KvCall = {
        client: event.client,
        request: event.request,
        operation: event.operation as KvOperation,
        invokedNs: event.atNs,
        answeredNs: null,
        result: undefined,
      };
      this.#open.set(event.client, call);
      this.#checker.invoke(call);
    } else if (event.kind === "response") {
      const call = this.#open.get(event.client);
      if (call?.request !== event.request) return;
      this.#open.delete(event.client);
      this.witnessed++;
      call.answeredNs = event.atNs;
      call.result = event.result as KvResult;
      const found = this.#checker.respond(call);
      if (found)
        this.violate(
          event,
          `key ${found.part}, holding ${found.before.join(" or ")}, answers these requests in some order as one machine would`,
          `no order explains ${describe(found)}`,
        );
    }
  }

  /** The guest keeps its keys in memory: a cold start begins with none. Open requests are asked again, of the new boot. */
  #begin(): void {
    this.#checker = new Checker(kvModel);
    for (const call of this.#open.values()) this.#checker.invoke(call);
  }
}

function describe({ calls }: Contradiction<KvOperation, KvResult>): string {
  return calls
    .map((call) => {
      const until = call.answeredNs === null ? "..." : moment(call.answeredNs);
      return `[client ${call.client}, ${moment(call.invokedNs)} to ${until}: ${kvModel.describe(call.operation, call.result)}]`;
    })
    .join(" ");
}

export const linearizable: Property = {
  name: "linearizable",
  claim: "what clients saw could have come from one machine that never failed",
  kind: "safety",
  regimes: ["bounded", "unbounded"],
  start: (run) => new Linearizable(run),
};
