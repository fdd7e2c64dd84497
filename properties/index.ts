/** Every claim that runs are held against, in the order in which reports show them. */
import { converges } from "./converges.ts";
import { linearizable } from "./linearizable/linearizable.ts";
import { noLostOutput } from "./no-lost-output.ts";
import { outputRule } from "./output-rule.ts";
import type { Property } from "./property.ts";
import { replayIdentical } from "./replay-identical.ts";
import { singleHistory } from "./single-history.ts";
import { singleLive } from "./single-live.ts";
import { stuck } from "./stuck.ts";

export const properties: readonly Property[] = [
  outputRule,
  singleHistory,
  noLostOutput,
  singleLive,
  replayIdentical,
  linearizable,
  converges,
  stuck,
];
