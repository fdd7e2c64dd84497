/**
 * What the runs of a campaign were made from, in a file beside its repros: `check --index` then need not make the rounds
 * before a run again. It is a convenience: a file that is damaged or of another campaign is said to be, and not used.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { phases, type Phase } from "../core/ft/phase.ts";
import type { Fault } from "../sim/faults/fault.ts";
import type { CampaignPlan } from "./campaign.ts";
import type { Kept, Origin } from "./corpus.ts";
import { regimes } from "./spec.ts";
import { version } from "./version.ts";

const FILE = "corpus.json";
const phase = z.enum(Object.keys(phases) as [Phase, ...Phase[]]);
const count = z.int().min(0);

const schema = z.strictObject({
  lockstepCorpus: z.literal(2),
  /** Whose it is: lockstep's version and what was asked of the campaign. */
  of: z.string(),
  parents: z.array(
    z.strictObject({
      index: count,
      scenario: z.string(),
      settings: z.record(z.string(), z.int()),
      seed: count,
      regime: z.enum(regimes),
      schedule: z.array(z.looseObject({ kind: z.string(), at: count, target: z.string() })),
      moments: z.array(z.strictObject({ phase, fromNs: count, untilNs: count })),
    }),
  ),
  /** Of each run that was made from another: its parent's place in the list, what it aimed at, and how it is judged. */
  origins: z.array(
    z.strictObject({
      index: count,
      parent: count,
      aims: z.array(z.strictObject({ kind: z.string(), phase })),
      regime: z.enum(regimes),
    }),
  ),
});

function ownerOf({ campaign, scenarios, regime, changes, mutant }: CampaignPlan): string {
  return JSON.stringify({ version, campaign, scenarios, regime, changes, mutant });
}

/** Replaces the file as a whole. Throws what the file system says. */
export function writeCorpus(folder: string, plan: CampaignPlan, origins: ReadonlyMap<number, Origin>): void {
  const parents = [...new Set([...origins.values()].map(({ parent }) => parent))];
  const places = new Map(parents.map((parent, place) => [parent, place]));
  const value: z.infer<typeof schema> = {
    lockstepCorpus: 2,
    of: ownerOf(plan),
    parents: parents as never,
    origins: [...origins].map(([index, { parent, aims, regime }]) => ({
      index,
      parent: places.get(parent)!,
      aims: [...aims],
      regime,
    })),
  };
  mkdirSync(folder, { recursive: true });
  const path = join(folder, FILE);
  writeFileSync(`${path}.part`, JSON.stringify(value));
  renameSync(`${path}.part`, path);
}

/** What run `index` was made from; null: it was drawn freshly; a text that says why the file does not tell. */
export function readOrigin(folder: string, plan: CampaignPlan, index: number): Origin | null | string {
  const path = join(folder, FILE);
  try {
    const { of, parents, origins } = schema.parse(JSON.parse(readFileSync(path, "utf8")));
    if (of !== ownerOf(plan)) return `${path} is of another campaign`;
    const last = Math.max(-1, ...origins.map((one) => one.index));
    if (last < index) return `${path} ends with run ${last}`;
    const origin = origins.find((one) => one.index === index);
    if (!origin) return null;
    const parent = parents[origin.parent];
    if (!parent) return `${path} is damaged: no parent ${origin.parent}`;
    const { aims, regime } = origin;
    return { parent: { ...parent, schedule: parent.schedule as Fault[] } satisfies Kept, aims, regime };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === "ENOENT" ? `there is no ${path}` : `${path} is damaged: ${message.split("\n")[0]}`;
  }
}
