/**
 * The stated load under which simulation is timed: five client requests and one digest of each replica a simulated
 * second, a guest timer of 20 Hz, keep-alives every 10 ms, 1 MiB of RAM in use, and where asked one failover with
 * re-protection every so many simulated seconds. Next to nothing of it is quiet.
 */
import type { Environment } from "../../scenarios/environment.ts";
import { settingsOf } from "../../scenarios/index.ts";
import { reProtectionChain } from "../../scenarios/re-protection-chain.ts";
import { createWorld } from "../../scenarios/run.ts";
import { sharing } from "../../scenarios/tenants.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import { withVms, type Topology } from "../../sim/topology.ts";
import type { World } from "../../sim/world.ts";

const SECOND = 1_000_000_000;
const THINK_MS = 130;
const RETRY_MS = 100;

/** The guest itself uses a quarter of a mebibyte. What lies above it is filled at power on, to be cloned and kept. */
const FILLED_PAGES = 194;
const PAGE_BYTES = 4096;

function filled(environment: Environment): Environment {
  return {
    ...environment,
    machineOf(vm) {
      const kind = environment.machineOf(vm);
      return {
        ...kind,
        createMachine(memory, source) {
          const machine = kind.createMachine(memory, source);
          const page = new Uint8Array(PAGE_BYTES).map((_, i) => i);
          for (let at = 1; at <= FILLED_PAGES; at++) machine.writePage(machine.pageCount - at, page);
          return machine;
        },
      };
    },
  };
}

export interface ChainLoad {
  readonly seconds: number;
  readonly failoverEverySeconds: number | null;
  readonly hosts?: number;
  readonly clients?: number;
  /** Each with as many clients. */
  readonly vms?: number;
  readonly ramBytes?: number;
  /** Faults besides, which change nothing that matters. */
  readonly moreFaults?: number;
}

export function chainWorld(load: ChainLoad, environment: Environment): World {
  const { seconds, failoverEverySeconds, hosts = 3, clients = 2, vms = 1, ramBytes, moreFaults = 0 } = load;
  const changes = { seconds, quiet: 8, clients, think: THINK_MS * clients, retry: RETRY_MS };
  const settings = settingsOf(reProtectionChain, changes);
  const base = sharing(Array.from({ length: vms }, () => reProtectionChain.topology(settings)));
  const schedule: Fault[] = [];
  for (let at = 3; failoverEverySeconds !== null && at < seconds - 4; at += failoverEverySeconds)
    schedule.push({ kind: "crash", target: "primary", at: at * SECOND, forNs: 2 * SECOND, guard: "whenProtected" });
  for (let fault = 0; fault < moreFaults; fault++) {
    const at = Math.floor(((fault + 1) * seconds * SECOND) / (moreFaults + 1));
    schedule.push({ kind: "wall-jump", target: "H2", at, bySeconds: 1 } as Fault);
  }
  const topology: Topology = {
    ...withVms(base, ({ machine }, index) => ({
      machine: { ...machine, ramBytes: ramBytes ?? machine.ramBytes },
      primary: `H${index % hosts}`,
      backup: `H${(index + 1) % hosts}`,
    })),
    hosts: Array.from({ length: hosts }, (_, index) => ({ ...base.hosts[0]!, name: `H${index}` })),
    ft: { digestIntervalNs: SECOND },
  };
  const scenario = { ...reProtectionChain, topology: () => topology };
  return createWorld({ scenario, settings, seed: 1, schedule }, filled(environment));
}
