/** What must be true of every run of a cluster, whatever happened to it. */
import type { ExecutionContext } from "ava";
import type { Cluster, Released } from "./cluster.test-helper.ts";

/** Whatever was sent twice was sent alike, and nothing that the survivor made was left out. */
function isOneHistory(t: ExecutionContext, released: readonly Released[], numbers: Iterable<number>): void {
  const first = new Map<number, string>();
  for (const { output, bytes, host } of released) {
    const known = first.get(output);
    if (known === undefined) first.set(output, bytes);
    else t.is(bytes, known, `output ${output} of ${host}`);
  }
  for (const number of numbers) t.true(first.has(number), `output ${number} was lost`);
}

/** All outputs up to the last ones, which may still wait for an acknowledgement. */
export function nothingIsLost(t: ExecutionContext, cluster: Cluster): void {
  for (const [device, released] of [
    ["frame", cluster.frames],
    ["console", cluster.console],
  ] as const) {
    const last = released.at(-1)?.output ?? 0;
    const survivor = cluster.record.owner;
    const made = cluster
      .seen("produced")
      .filter((o) => o.device === device && o.output <= last && o.replica === survivor);
    t.true(released.length > 10, `only ${released.length} outputs`);
    isOneHistory(t, released, new Set(made.map(({ output }) => output)));
  }
}

/** Replicas that stood at the same position were the same. */
export function digestsAgree(t: ExecutionContext, cluster: Cluster): void {
  const known = new Map<number, string>();
  for (const seen of cluster.observed) {
    // What a former owner did beyond this is nobody's history.
    if (seen.what === "live") for (const entry of known.keys()) if (entry > seen.entry) known.delete(entry);
    if (seen.what !== "digest") continue;
    const before = known.get(seen.entry);
    if (before === undefined) known.set(seen.entry, seen.digest);
    else t.is(seen.digest, before, `${seen.replica} after entry ${seen.entry}`);
  }
}

/** The record names a live owner, and every other node knows that it is none. */
export function oneLives(t: ExecutionContext, cluster: Cluster): void {
  const owners = [...cluster.hosts.values()].filter(({ node }) => node?.phase.startsWith("primary"));
  t.deepEqual(
    owners.map(({ node }) => node?.replica),
    [cluster.record.owner ?? undefined],
  );
}
