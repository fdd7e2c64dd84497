/** The colours of the canvas, read from the style sheet so that light and dark are said in one place. */
import { groups } from "../../run-data.ts";

export interface Colours {
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly panel: string;
  readonly accent: string;
  readonly danger: string;
  readonly held: string;
  readonly acknowledged: string;
  readonly groups: readonly string[];
  readonly generations: readonly string[];
}

export function readColours(): Colours {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: colour("ink"),
    muted: colour("muted"),
    line: colour("line"),
    panel: colour("panel"),
    accent: colour("accent"),
    danger: colour("danger"),
    held: colour("held"),
    acknowledged: colour("acknowledged"),
    groups: groups.map(([name]) => colour(`group-${name}`)),
    generations: [0, 1, 2, 3, 4, 5].map((index) => colour(`generation-${index}`)),
  };
}

/** Generations are numbered from 1; six colours take turns. */
export function generationColour(colours: Colours, generation: number): string {
  return colours.generations[Math.max(0, generation - 1) % colours.generations.length]!;
}

/** How a phase looks in its generation's colour. */
export function roleLook(phase: string): "primary" | "backup" | "between" | "idle" {
  if (phase.startsWith("primary") || ["asking-alone", "asking-arm", "asking-move", "cloning"].includes(phase)) {
    return "primary";
  }
  if (phase === "backup") return "backup";
  return ["spare", "halted", "off"].includes(phase) ? "idle" : "between";
}
