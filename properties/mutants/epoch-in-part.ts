/** The memory of an epoch is applied and its outputs are not, so the backup goes on counting them from before. Shows with: the
 * primary dies soon after an epoch with outputs. */
import type { CloneState } from "../../core/ft/clone-state.ts";
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

function firstOutput({ held, disk }: CloneState): number | undefined {
  const made = [...held, ...disk.flatMap((started) => started.made ?? [])];
  return made.toSorted((a, b) => a.output - b.output)[0]?.output;
}

export const epochInPart: Mutant = {
  id: "epoch-in-part",
  row: "C",
  about: "the memory of an epoch is applied, its outputs are not",
  situation: "the primary dies soon after an epoch with outputs",
  property: "single-history",
  scenario: "checkpoint-strategy",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8, think: 400 },
    regime: "bounded",
    schedule: [
      {
        kind: "crash-at-step",
        target: "A",
        at: 4_000_000_000,
        guard: "whenProtected",
        step: "released",
        when: "after",
        count: 1,
      } as Fault,
    ],
  },
  parts: {
    ...standardParts,
    checkpoint: {
      ...standardParts.checkpoint,
      applied({ state, pages }) {
        const nextOutput = firstOutput(state) ?? state.execution.nextOutput;
        return { state: { ...state, held: [], disk: [], execution: { ...state.execution, nextOutput } }, pages };
      },
    },
  },
};
