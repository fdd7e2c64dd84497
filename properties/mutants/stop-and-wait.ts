/** The VM stops while an output waits. Shows with: acknowledgements that are slow to come. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const stopAndWait: Mutant = {
  id: "stop-and-wait",
  row: "6",
  about: "the VM stops while an output waits",
  situation: "acknowledgements that are slow to come",
  property: "runs-while-held",
  scenario: "failover-kv",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8, clients: 1 },
    regime: "bounded",
    schedule: [],
  },
  parts: { ...standardParts, outputGate: { ...standardParts.outputGate, runsWhile: (held) => held.length === 0 } },
};
