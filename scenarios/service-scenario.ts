/** Hosts on a local network, a guest that serves, and clients of it: what most scenarios are. */
import type { Arbitrary } from "fast-check";
import type { Fault, Regime } from "../sim/faults/fault.ts";
import type { Distribution } from "../sim/clients/arrivals.ts";
import { withVms, type Delay, type HostConfig, type Link, type Topology, type VmConfig } from "../sim/topology.ts";
import type { MachineConfig } from "../core/vm/machine-io.ts";
import type { Scenario, Setting, Settings } from "./scenario.ts";

const serviceSettings = [
  setting("seconds", "time in which faults happen", "s", 6, 1_000_000, 16),
  setting("quiet", "quiet phase after the last fault", "s", 8, 3600, 12),
  setting("clients", "clients, each with one request open at a time", "", 1, 16, 2),
  setting(
    "think",
    "mean pause between an answer and the next request; in an open loop, between requests",
    "ms",
    1,
    60_000,
    400,
  ),
  setting("open-loop", "requests that do not wait for answers: 1 uniform, 2 exponential, 3 in bursts", "", 0, 3, 0),
  setting("retry", "first pause before a client asks again", "ms", 10, 60_000, 200),
  setting("speed", "CPU speed of a host", "units/s", 100_000, 1_000_000_000, 2_000_000),
  setting("backup-speed", "speed of the backup's host, in thousandths of the primary's", "‰", 100, 4000, 1000),
  setting("delay", "one-way delay of every link", "us", 1, 1_000_000, 100),
  setting("jitter", "random part of that delay", "us", 0, 1_000_000, 50),
  setting("loss", "packets lost on every link, in a million", "ppm", 0, 200_000, 0),
  setting("duplicate", "packets that come twice, in a million", "ppm", 0, 200_000, 0),
  setting("corrupt", "packets with flipped bits, which their checksum catches, in a million", "ppm", 0, 200_000, 0),
  setting("replay", "packets that come once more a second later, in a million", "ppm", 0, 200_000, 0),
  setting("split", "writes to streams that arrive in pieces, in a million", "ppm", 0, 1_000_000, 0),
  setting("disk-errors", "reads and writes that fail, in a million", "ppm", 0, 200_000, 0),
] as const satisfies readonly Setting[];

function setting(name: string, about: string, unit: string, min: number, max: number, byDefault: number): Setting {
  return { name, about, unit, min, max, byDefault };
}

const millisecond = 1_000_000;
const second = 1000 * millisecond;
/** By the setting `open-loop`. */
const distributions: readonly (Distribution | undefined)[] = [undefined, "uniform", "exponential", "bursts"];
const lastByte = (number: number): string => number.toString(16).padStart(2, "0");

/** Of the VMs of a world, by number. The first has the IP address that the command lines of guests give them. */
export function addressOf(vm: number): { readonly ip: string; readonly macAddress: string } {
  return { ip: `10.0.0.${2 + vm}`, macAddress: `5254000000${lastByte(2 + vm)}` };
}

/** Of its clients, from 0. */
export function clientOf(client: number): { readonly address: string; readonly macAddress: string } {
  return { address: `10.0.0.${100 + client}`, macAddress: `5254000001${lastByte(client + 1)}` };
}

type SettingName = (typeof serviceSettings)[number]["name"];

/** What scenarios of one guest have in common. */
export interface Service {
  readonly tags: Scenario["tags"];
  readonly guest: string;
  readonly commandLine: string;
  readonly machine: Omit<MachineConfig, "macAddress">;
  /** Null: it has no clients. */
  readonly workload: string | null;
  /** Where they differ from the settings' own. */
  readonly defaults: Partial<Record<SettingName, number>>;
}

export interface ServiceScenario {
  readonly name: string;
  readonly claim: string;
  readonly tags?: Scenario["tags"];
  readonly hosts?: readonly string[];
  /** Where they differ from the service's. */
  readonly defaults?: Partial<Record<SettingName, number>>;
  /** What differs from replay on a shared disk. */
  readonly vm?: Partial<Pick<VmConfig, "disks" | "strategy">>;
  /** What differs from core's own tuning and usual disks. */
  readonly world?: Partial<Pick<Topology, "ft" | "diskLatency">>;
  /** Clients with a static ARP entry. */
  readonly keepsMac?: boolean;
  /** Where it is not about all of them. */
  readonly regimes?: Scenario["regimes"];
  schedule(topology: Topology, untilNs: number, regime: Regime, swarm?: boolean): Arbitrary<readonly Fault[]>;
}

export function serviceScenario(service: Service, options: ServiceScenario): Scenario {
  const { name, claim, tags = service.tags, hosts = ["A", "B"], vm = {}, world = {}, keepsMac = false } = options;
  const defaults = { ...service.defaults, ...options.defaults };
  const topology = (settings: Settings): Topology => {
    const usual = withVms(topologyOf(service, settings, hosts), () => vm);
    return { ...usual, ...world, clients: usual.clients.map((client) => ({ ...client, keepsMac })) };
  };
  const ns = (settings: Settings, setting: SettingName) => valueOf(settings, setting) * second;
  return {
    name,
    claim,
    tags,
    settings: serviceSettings.map((one) => ({ ...one, byDefault: defaults[one.name] ?? one.byDefault })),
    topology,
    faultyNs: (settings) => ns(settings, "seconds"),
    quietNs: (settings) => ns(settings, "quiet"),
    ...(options.regimes && { regimes: options.regimes }),
    schedule: (settings, regime, swarm) => options.schedule(topology(settings), ns(settings, "seconds"), regime, swarm),
  };
}

/** The first primary's host has run for a day, the others less and less: no clock goes on where another's stopped. */
function uptimeSeconds(index: number): number {
  return Math.floor(86_400 / (1 + 7 * index));
}

function valueOf(settings: Settings, name: SettingName): number {
  const value = settings[name];
  if (value === undefined) throw new Error(`no setting ${name}`);
  return value;
}

function topologyOf(service: Service, settings: Settings, hostNames: readonly string[]): Topology {
  const { guest, commandLine, machine, workload } = service;
  const value = (name: SettingName) => valueOf(settings, name);
  const clients = workload === null ? 0 : value("clients");
  const delay: Delay = {
    baseNs: value("delay") * 1000,
    jitterNs: value("jitter") * 1000,
    tailPerMille: 1,
    tailNs: 5 * millisecond,
  };
  const link: Link = {
    delay,
    lossPerMillion: value("loss"),
    duplicatePerMillion: value("duplicate"),
    corruptPerMillion: value("corrupt"),
    replayPerMillion: value("replay"),
    splitPerMillion: value("split"),
    bitsPerSecond: 1_000_000_000,
  };
  return {
    hosts: hostNames.map((name, index): HostConfig => ({
      name,
      unitsPerSecond: Math.floor((value("speed") * (index === 1 ? value("backup-speed") : 1000)) / 1000),
      driftPerMillion: index === 0 ? 0 : 20 * index,
      wallOffsetSeconds: 1_700_000_000 + 3 * index - uptimeSeconds(index),
      uptimeNs: uptimeSeconds(index) * second,
    })),
    vms: [
      {
        name: guest,
        guest,
        commandLine,
        machine: { ...machine, macAddress: addressOf(0).macAddress },
        primary: hostNames[0]!,
        backup: hostNames[1] ?? null,
        disks: "shared",
        backupReads: false,
        strategy: "replay",
      },
    ],
    clients: Array.from({ length: clients }, (_, index) => ({
      workload: workload ?? "",
      ...clientOf(index),
      server: addressOf(0).ip,
      thinkNs: value("think") * millisecond,
      retryNs: value("retry") * millisecond,
      arrivals: distributions[value("open-loop")],
      requests: null,
    })),
    links: { log: link, heartbeat: link, guest: link, storage: link },
    diskLatency: { baseNs: 100_000, jitterNs: 100_000, tailPerMille: 2, tailNs: 10 * millisecond },
    diskErrorsPerMillion: value("disk-errors"),
    ft: {},
  };
}
