/** The guests under load that the paper's tables are told of: what each does, and what counts as its throughput. */
import { countersWorkload } from "../../scenarios/counters-workload.ts";
import { guestScenario } from "../../scenarios/guest-scenario.ts";
import type { GuestName } from "../../scenarios/guests/guests.ts";
import { settingsOf } from "../../scenarios/index.ts";
import { encodeCountersRequest, type CountersOperation } from "../../scenarios/guests/counters-protocol.ts";
import { encodeWords } from "../../scenarios/guests/service-protocol.ts";
import type { Scenario, Settings } from "../../scenarios/scenario.ts";
import type { DatagramWorkload } from "../../sim/clients/workload.ts";
import { withVms, type VmConfig } from "../../sim/topology.ts";
import fc from "fast-check";
import type { Observed } from "./observed.ts";

export interface Load {
  readonly name: string;
  /** What the paper measured that is nearest: FT against no FT, and the log. */
  readonly like: string;
  readonly unit: string;
  readonly guest: GuestName;
  readonly workload: string;
  readonly settings: Settings;
  /** Virtual seconds to look at. */
  readonly seconds: number;
  throughput(observed: Observed): number;
}

const DATA_PORT = 7501;
const AT_ONCE = 32;
const PAYLOAD_BYTES = 1400;
const MEBI = 1_000_000;
/** A frame costs the guest some 8,000 units: with less it is the processor that is full, not the wire. */
const NETWORK_SPEED = 1000 * MEBI;

/** As much as fits into the time between two answers. */
const flood: DatagramWorkload = {
  ...countersWorkload("netrx"),
  ahead: (request) => ({
    port: DATA_PORT,
    payloads: Array.from({ length: AT_ONCE }, (_, index) => {
      const payload = new Uint8Array(PAYLOAD_BYTES).fill(index);
      payload.set(encodeWords([(request - 1) * AT_ONCE + index]));
      return payload;
    }),
  }),
};

const stream: DatagramWorkload = {
  ...countersWorkload("nettx"),
  next: () => ({ op: "transmit", datagrams: 4 * AT_ONCE, payloadBytes: PAYLOAD_BYTES }),
  encode: (client, request, operation) => encodeCountersRequest(client, request, operation as CountersOperation),
};

const counted = (response: unknown, name: string): number => (response as Record<string, number> | null)?.[name] ?? 0;
const grown = ({ firstResponse, lastResponse }: Observed, name: string): number =>
  counted(lastResponse, name) - counted(firstResponse, name);

export const loads: readonly Load[] = [
  {
    name: "CPU-bound",
    like: "0.98, 1.5 Mbit/s (SPECjbb)",
    unit: "M instructions/s",
    guest: "cpu",
    workload: "counters",
    settings: { speed: 50 * MEBI, clients: 1, think: 100 },
    seconds: 2,
    throughput: ({ instructions, seconds }) => instructions / seconds / MEBI,
  },
  {
    name: "mixed (a key-value server that writes a log)",
    like: "0.95, 3.0 Mbit/s (kernel compile)",
    unit: "answers/s",
    guest: "wal",
    workload: "kv",
    settings: { speed: 50 * MEBI, clients: 8, think: 1 },
    seconds: 2,
    throughput: ({ responses, seconds }) => responses / seconds,
  },
  {
    name: "disk-bound",
    like: "0.99, 12 Mbit/s (Oracle Swingbench); 0.94, 18 Mbit/s (MS-SQL)",
    unit: "operations/s",
    guest: "disk",
    workload: "counters",
    settings: { speed: 50 * MEBI, clients: 1, think: 100 },
    seconds: 2,
    throughput: ({ diskOperations, seconds }) => diskOperations / seconds,
  },
  {
    name: "network receive",
    like: "604 of 940 Mbit/s over 1 Gbit/s, 860 over 10",
    unit: "Mbit/s",
    guest: "netrx",
    workload: "flood",
    settings: { speed: NETWORK_SPEED, clients: 16, think: 1, retry: 20 },
    seconds: 0.12,
    throughput: (observed) => (grown(observed, "bytes") * 8) / observed.respondingSeconds / MEBI,
  },
  {
    name: "network transmit",
    like: "855 of 940 Mbit/s over 1 Gbit/s, 935 over 10",
    unit: "Mbit/s",
    guest: "nettx",
    workload: "stream",
    settings: { speed: NETWORK_SPEED, clients: 4, think: 1, retry: 20 },
    seconds: 0.12,
    throughput: ({ frameBytes, seconds }) => (frameBytes * 8) / seconds / MEBI,
  },
];

/** How the load's VM is run: alone, or replicated over a logging channel of this speed. */
export interface Setup {
  readonly channelBitsPerSecond: number | null;
  readonly disks?: VmConfig["disks"];
  readonly strategy?: VmConfig["strategy"];
  readonly backupReads?: boolean;
}

export function scenarioOf(load: Load, setup: Setup): { readonly scenario: Scenario; readonly settings: Settings } {
  const base = guestScenario(load.guest, load.workload, {
    name: `bench-${load.guest}`,
    claim: "",
    schedule: () => fc.constant([]),
  });
  const { channelBitsPerSecond, disks = "shared", strategy = "replay", backupReads = false } = setup;
  const scenario: Scenario = {
    ...base,
    workloads: { counters: countersWorkload(load.guest === "disk" ? "disk" : "cpu"), flood, stream },
    topology(settings) {
      const usual = base.topology(settings);
      const alone = channelBitsPerSecond === null;
      return {
        ...withVms(usual, ({ backup }) => ({ disks, strategy, backupReads, backup: alone ? null : backup })),
        hosts: alone ? usual.hosts.slice(0, 1) : usual.hosts,
        links: { ...usual.links, log: { ...usual.links.log, bitsPerSecond: channelBitsPerSecond ?? 0 } },
      };
    },
  };
  return { scenario, settings: settingsOf(scenario, load.settings) };
}
