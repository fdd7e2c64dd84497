/** What a world is made of. Plain data, part of a repro. */
import type { MachineConfig } from "../core/vm/machine-io.ts";
import type { Tuning } from "../core/ft/tuning.ts";
import type { HostId } from "../core/ft/record.ts";
import type { ByteCount, Nanoseconds } from "../core/vm/units.ts";
import type { Distribution } from "./clients/arrivals.ts";

/** A distribution of delays, in integers: `baseNs` plus up to `jitterNs`, uniformly; `tail` in 1000 take `tailNs` more. */
export interface Delay {
  readonly baseNs: Nanoseconds;
  readonly jitterNs: Nanoseconds;
  readonly tailPerMille: number;
  readonly tailNs: Nanoseconds;
}

/** What a link does all the time, besides what a schedule orders: ambient faults, in millionths. */
export interface Link {
  readonly delay: Delay;
  /** Loss and duplication: datagrams and frames only, streams retransmit. */
  readonly lossPerMillion: number;
  readonly duplicatePerMillion: number;
  /** Flipped bits, caught by the checksum. Absent: none, as below. */
  readonly corruptPerMillion?: number;
  /** An old packet comes once more, a second later. */
  readonly replayPerMillion?: number;
  /** What a stream writes at once arrives in two pieces. */
  readonly splitPerMillion?: number;
  readonly bitsPerSecond: number;
}

export interface HostConfig {
  readonly name: HostId;
  /** Units per second that this host's CPU gives its VM at full share. */
  readonly unitsPerSecond: number;
  /** Parts per million by which its monotonic clock runs fast. */
  readonly driftPerMillion: number;
  /** Unix seconds that its wall clock would show when its monotonic clock shows 0. */
  readonly wallOffsetSeconds: number;
  /** What its monotonic clock shows when the run begins: hosts were started at different times. */
  readonly uptimeNs?: Nanoseconds;
  /** The Ethernet switch that it is plugged in at; absent: the first. */
  readonly switch?: string;
  /** What the RAM of all replicas that it holds may come to. Absent: more than enough. */
  readonly ramBytes?: ByteCount;
}

/** A storage array: the shared disks and the arbiter's records of its VMs. */
export interface ArrayConfig {
  readonly name: string;
  /** Where they differ from the world's `diskLatency` and `diskErrorsPerMillion`. */
  readonly latency?: Delay;
  readonly errorsPerMillion?: number;
}

export interface ClientConfig {
  readonly workload: string;
  readonly address: string;
  readonly macAddress: string;
  /** The VM that it asks, by name; absent: the first. */
  readonly vm?: string;
  /** That VM's IPv4 address. */
  readonly server: string;
  /** Mean pause between a response and the next request; in an open loop, between two requests. */
  readonly thinkNs: Nanoseconds;
  /** How requests arrive in an open loop; absent: a closed one. */
  readonly arrivals?: Distribution | undefined;
  readonly retryNs: Nanoseconds;
  readonly requests: number | null;
  /** Has a static ARP entry: it never asks again where the server is. */
  readonly keepsMac?: boolean;
  /** The Ethernet switch that it is plugged in at; absent: the first. */
  readonly switch?: string;
}

/** A virtual machine, and how it is protected. */
export interface VmConfig {
  /** No other VM of its world has it. */
  readonly name: string;
  /** A built-in guest, or the path of a Multiboot image. */
  readonly guest: string;
  readonly commandLine: string;
  /** IPv4 address that the guest is told before that (`ip=`); absent: what the command line, or its snapshot, says. */
  readonly address?: string;
  readonly machine: MachineConfig;
  /** Hosts of its first primary and backup. */
  readonly primary: HostId;
  readonly backup: HostId | null;
  readonly disks: "shared" | "non-shared";
  readonly backupReads: boolean;
  readonly strategy: "replay" | "checkpoint";
  /** The array that holds its record and, if shared, its disk; absent: the first. */
  readonly array?: string;
}

export interface Topology {
  readonly hosts: readonly HostConfig[];
  /** At least one. */
  readonly vms: readonly VmConfig[];
  readonly clients: readonly ClientConfig[];
  /** Ethernet switches, by name. Absent: one, `switch`. */
  readonly switches?: readonly string[];
  /** Pairs of switches with a link between them. They form no ring: nothing breaks one, as the spanning tree protocol would. */
  readonly trunks?: readonly (readonly [string, string])[];
  /** Absent: one, `storage`. */
  readonly arrays?: readonly ArrayConfig[];
  readonly links: {
    /** Between hosts: the logging channel and VMotion. */
    readonly log: Link;
    readonly heartbeat: Link;
    /** Between each host or client and its Ethernet switch, and between switches. */
    readonly guest: Link;
    /** Between each host and each array. */
    readonly storage: Link;
  };
  /** Time that an array takes for a command, besides its link; a host's own disk too. */
  readonly diskLatency: Delay;
  /** Reads and writes of any disk that fail and change nothing, in a million. Absent: none. */
  readonly diskErrorsPerMillion?: number;
  /** What differs from core's defaults (detector timeout, lag bound, buffer sizes). */
  readonly ft: Partial<Tuning>;
}

/** A world as one of its VMs sees it: what is its own, the clients that ask it, and what it shares with others. */
export type VmView = Omit<Topology, "vms"> & VmConfig;

export function viewsOf(topology: Topology): readonly VmView[] {
  const { vms, ...world } = topology;
  return vms.map((vm, index) => ({
    ...world,
    ...vm,
    clients: world.clients.filter((client) => vmIndexOf(topology, client) === index),
  }));
}

/** Number of the VM that a client asks. */
export function vmIndexOf({ vms }: Topology, { vm }: ClientConfig): number {
  return vm === undefined ? 0 : vms.findIndex(({ name }) => name === vm);
}

/** The same world, each VM of it changed. */
export function withVms(topology: Topology, change: (vm: VmConfig, index: number) => Partial<VmConfig>): Topology {
  return { ...topology, vms: topology.vms.map((vm, index) => ({ ...vm, ...change(vm, index) })) };
}

type Places = Pick<Topology, "switches" | "arrays">;

export function switchesOf({ switches = ["switch"] }: Places): readonly string[] {
  return switches;
}

export function arraysOf({ arrays = [{ name: "storage" }] }: Places): readonly ArrayConfig[] {
  return arrays;
}

/** What is plugged in at the switches, by port: first the hosts, then the clients; and at which switch. */
export function portsOf(topology: Topology): readonly { readonly name: string; readonly switch: string }[] {
  const [first] = switchesOf(topology);
  return [
    ...topology.hosts.map((host) => ({ name: host.name, switch: host.switch ?? first! })),
    ...topology.clients.map((client, index) => ({ name: `client:${index + 1}`, switch: client.switch ?? first! })),
  ];
}

/** Whether a target's name is of no host or role: a switch, an array, a client, everything. */
export function isPlace(topology: Places, name: string): boolean {
  return (
    name === "all" ||
    name === "switch" ||
    /^client:\d+$/.test(name) ||
    switchesOf(topology).includes(name) ||
    name === "storage" ||
    arraysOf(topology).some((array) => array.name === name)
  );
}
