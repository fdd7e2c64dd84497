/** A process of its own: takes a world from bytes on stdin, runs it to its end, and prints what came of it. */
import { deserialize } from "node:v8";
import { fileURLToPath } from "node:url";
import type { Fault } from "../sim/faults/fault.ts";
import { World, type WorldSnapshot } from "../sim/world.ts";
import { createEnvironment } from "./environment.ts";
import { scenarios } from "./index.ts";
import { createWorld } from "./run.ts";
import type { Settings } from "./scenario.ts";

export interface SavedRun {
  readonly scenario: string;
  readonly settings: Settings;
  readonly seed: number;
  readonly schedule: readonly Fault[];
  readonly snapshot: WorldSnapshot;
}

/** The trace hash, and the digest of every machine that lives. */
export function finish(world: World): readonly string[] {
  world.run();
  const end = [world.traceHash, ...world.seats.map(({ node }) => node?.machine?.digest() ?? "none")];
  world.discard();
  return end;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
  const { snapshot, ...saved } = deserialize(Buffer.concat(chunks)) as SavedRun;
  const scenario = scenarios.find(({ name }) => name === saved.scenario)!;
  const unused = createWorld({ ...saved, scenario }, await createEnvironment());
  process.stdout.write(JSON.stringify(finish(new World(unused.setup, snapshot))));
}
