/**
 * The lanes of a space-time diagram: clients on top, then every host with its replicas under it, then storage and the
 * rest of the world. Replicas of one host share a row when one is over before the next begins.
 */
import type { TraceEvent } from "../../sim/trace.ts";

export interface Lane {
  readonly id: string;
  readonly kind: "client" | "host" | "replica" | "storage" | "world";
  readonly label: string;
  /** Hosts and replicas: the host. */
  readonly host: string | null;
}

export interface Lanes {
  readonly lanes: readonly Lane[];
  /** By event: its lane. */
  readonly laneOf: Int16Array;
  /** By replica: its lane. */
  readonly laneOfReplica: ReadonlyMap<string, number>;
}

interface Life {
  readonly replica: string;
  /** Of this VM on its host: those share rows. */
  readonly home: string;
  readonly firstSeq: number;
  lastSeq: number;
  row: number;
}

function hostOf(replica: string): string {
  return replica.slice(0, replica.indexOf("."));
}

function homeOf({ vm }: TraceEvent, host: string): string {
  return vm === undefined ? host : `${host} ${vm}`;
}

function lives(events: readonly TraceEvent[]): Map<string, Life> {
  const found = new Map<string, Life>();
  for (const event of events) {
    if (event.kind !== "replica") continue;
    const { seq } = event;
    const { replica } = event.observation;
    const life = found.get(replica);
    if (life) life.lastSeq = seq;
    else found.set(replica, { replica, home: homeOf(event, hostOf(replica)), firstSeq: seq, lastSeq: seq, row: 0 });
  }
  return found;
}

/** Gives every life the first row of its home that is free; returns how many rows each home needs. */
function pack(all: Iterable<Life>): Map<string, number> {
  const freeFrom = new Map<string, number[]>();
  for (const life of all) {
    const rows = freeFrom.get(life.home) ?? [];
    freeFrom.set(life.home, rows);
    const free = rows.findIndex((lastSeq) => lastSeq < life.firstSeq);
    life.row = free < 0 ? rows.length : free;
    rows[life.row] = life.lastSeq;
  }
  return new Map([...freeFrom].map(([home, rows]) => [home, rows.length]));
}

const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export function layOutLanes(events: readonly TraceEvent[], knownHosts: readonly string[]): Lanes {
  const hosts = new Set(knownHosts);
  const clients = new Set<string>();
  const arrays = new Set<string>();
  for (const event of events) {
    if (event.place.startsWith("client:")) clients.add(event.place);
    if (event.kind === "host") hosts.add(event.host);
    if (event.kind === "record") arrays.add(event.place);
    if (event.kind === "replica") hosts.add(hostOf(event.observation.replica));
  }
  const found = lives(events);
  const rows = pack(found.values());
  const lanes: Lane[] = [...clients]
    .sort((a, b) => a.length - b.length || byName(a, b))
    .map((place) => ({ id: place, kind: "client", label: place.replace(":", " "), host: null }));
  const rowStart = new Map<string, number>();
  for (const host of [...hosts].sort(byName)) {
    lanes.push({ id: `host:${host}`, kind: "host", label: `host ${host}`, host });
    for (const home of [...rows.keys()].filter((one) => one.split(" ")[0] === host).sort(byName)) {
      rowStart.set(home, lanes.length);
      for (let row = 0; row < rows.get(home)!; row++) {
        const names = [...found.values()].filter((life) => life.home === home && life.row === row);
        const label =
          names.length > 1 ? `${names[0]!.replica} ... ${names.at(-1)!.replica}` : (names[0]?.replica ?? "");
        lanes.push({ id: `replica:${home}:${row}`, kind: "replica", label, host });
      }
    }
  }
  for (const array of arrays.size > 0 ? arrays : ["storage"]) {
    lanes.push({ id: array, kind: "storage", label: array, host: null });
  }
  lanes.push({ id: "world", kind: "world", label: "network", host: null });

  const byId = new Map(lanes.map((lane, index) => [lane.id, index]));
  const laneOfReplica = new Map([...found.values()].map((life) => [life.replica, rowStart.get(life.home)! + life.row]));
  const laneOf = new Int16Array(events.length);
  /** By home: the lane of its replica that was seen last. What a host sends, that replica sends. */
  const busy = new Map<string, number>();
  for (const [index, event] of events.entries()) {
    laneOf[index] = lane(event);
    if (event.kind === "replica") busy.set(homeOf(event, hostOf(event.observation.replica)), laneOf[index]);
  }
  return { lanes, laneOf, laneOfReplica };

  function lane(event: TraceEvent): number {
    if (event.kind === "replica") return laneOfReplica.get(event.observation.replica)!;
    if (event.kind === "frame-out" && event.replica !== null && laneOfReplica.has(event.replica)) {
      return laneOfReplica.get(event.replica)!;
    }
    if (event.kind === "console-out") return busy.get(homeOf(event, event.host)) ?? byId.get(event.place)!;
    return byId.get(event.place) ?? byId.get("world")!;
  }
}
