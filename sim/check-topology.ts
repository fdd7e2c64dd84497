/** Whether a topology makes sense: names that mean one thing each, and none that means nothing. */
import { arraysOf, switchesOf, type Topology } from "./topology.ts";

/** What is wrong with a topology, in one line that says what was expected. */
export class TopologyError extends Error {
  override readonly name = "TopologyError";
}

/** Separators of targets, lines and ids are left out. */
const NAME = /^[^\s:.>-]+$/;
const RESERVED: ReadonlySet<string> = new Set(["all", "primary", "backup", "client", "world", "shared"]);

/** Throws a `TopologyError`. */
export function checkTopology(topology: Topology): void {
  const { hosts, vms, clients, trunks = [] } = topology;
  const switches = switchesOf(topology);
  const arrays = arraysOf(topology).map(({ name }) => name);
  const hostNames = hosts.map(({ name }) => name);
  const vmNames = vms.map(({ name }) => name);
  if (vms.length === 0) throw new TopologyError("topology: expected at least one VM");
  // Places share one space of names: faults and the trace speak of all of them alike.
  const places = [...hostNames, ...switches, ...arrays];
  for (const [what, names] of [["place", places] as const, ["VM", vmNames] as const]) {
    for (const [index, name] of names.entries()) {
      if (names.indexOf(name) !== index)
        throw new TopologyError(`topology: two of the name ${name}; expected one ${what}`);
      if (RESERVED.has(name) || (names.length > 1 && !NAME.test(name)))
        throw new TopologyError(`topology: ${what} ${name}: expected a name without spaces, colons, dots, dashes, ">"`);
    }
  }
  const expect = (where: string, name: string | null | undefined, known: readonly string[]): void => {
    if (name === null || name === undefined || known.includes(name)) return;
    throw new TopologyError(`topology: ${where}: no ${name}; expected one of ${known.join(", ")}`);
  };
  for (const host of hosts) expect(`switch of host ${host.name}`, host.switch, switches);
  for (const [index, client] of clients.entries()) {
    expect(`switch of client ${index + 1}`, client.switch, switches);
    expect(`VM of client ${index + 1}`, client.vm, vmNames);
  }
  for (const { name, primary, backup, array } of vms) {
    expect(`primary of ${name}`, primary, hostNames);
    expect(`backup of ${name}`, backup, hostNames);
    expect(`array of ${name}`, array, arrays);
    if (primary === backup)
      throw new TopologyError(`topology: primary and backup of ${name} are on ${primary}; expected two hosts`);
  }
  for (const { name, ramBytes = Infinity } of hosts) {
    const held = vms.filter(({ primary, backup }) => primary === name || backup === name);
    const byteCount = held.reduce((sum, { machine }) => sum + machine.ramBytes, 0);
    if (byteCount > ramBytes)
      throw new TopologyError(`topology: host ${name} has ${ramBytes} bytes of RAM; its replicas need ${byteCount}`);
  }
  const joined = new Map(switches.map((name) => [name, name]));
  for (const pair of trunks) {
    for (const end of pair) expect(`link between ${pair.join(" and ")}`, end, switches);
    const [a, b] = pair.map((end) => joined.get(end)!) as [string, string];
    if (a === b)
      throw new TopologyError(`topology: the link between ${pair.join(" and ")} closes a ring; expected none`);
    for (const [name, part] of joined) if (part === b) joined.set(name, a);
  }
}
