/**
 * A node: the part of the FT stack that serves one VM on one boot of one host. Sans-I/O: `handle` takes an input and
 * returns what is to be done, in that order; nothing else happens and no time passes within.
 */
import type { Effect, HostTime, Input } from "../ports.ts";
import type { VirtualMachine } from "../vm/machine-io.ts";
import type { Nanoseconds, Units } from "../vm/units.ts";
import type { NodeConfig } from "./config.ts";
import type { Parts } from "./parts.ts";
import type { Phase } from "./phase.ts";
import type { ReplicaId } from "./record.ts";
import type { NodeState } from "./state.ts";

export class Node {
  readonly config: NodeConfig;
  readonly parts: Parts;
  /** When, on the host's monotonic clock, the node wants the input `wake`; null: never. */
  wakeAtNs: Nanoseconds | null = null;
  /** The VM has something to execute. */
  wantsCpu = false;
  /** Units that the last `cpu` input executed. */
  unitsUsed: Units = 0;
  machine: VirtualMachine | null = null;
  readonly #state: NodeState;

  constructor(config: NodeConfig, parts: Parts) {
    this.config = config;
    this.parts = parts;
    this.#state = { phase: "spare", replica: `${config.host}.${config.boot}.0` };
  }

  get phase(): Phase {
    return this.#state.phase;
  }

  get replica(): ReplicaId {
    return this.#state.replica;
  }

  handle(_time: HostTime, _input: Input): readonly Effect[] {
    return [];
  }

  /** Plain data: all that the node knows, its machine included. Shares only what nobody writes to any more. */
  save(): NodeState {
    return { ...this.#state };
  }

  /** A node that continues exactly as the saved one would. */
  static restore(config: NodeConfig, parts: Parts, _saved: NodeState): Node {
    return new Node(config, parts);
  }

  /** The host lost power: gives the machine's memory back. */
  discard(): void {
    this.machine = null;
  }
}
