/** The commands, a row each. What a command does is loaded only when it is run. */
import type { Arguments, OptionName } from "./options.ts";

/** Returns the exit code. */
export type Command = (given: Arguments) => Promise<number>;

export interface Row {
  readonly name: string;
  /** Operands as help shows them; the last may repeat ("..."), those in brackets may be left out. */
  readonly operands: string;
  readonly about: string;
  readonly options: readonly OptionName[];
  /** Pairs that contradict each other. */
  readonly conflicts?: readonly (readonly [OptionName, OptionName])[];
  readonly examples: readonly (readonly [string, string])[];
  load(): Promise<{ readonly command: Command }>;
}

export const commands: readonly Row[] = [
  {
    name: "list",
    operands: "[what]",
    about: "Show what there is: scenarios, properties, faults, mutants, guests or settings",
    options: ["json"],
    examples: [
      ["lockstep list properties", "every claim that a run is held against"],
      ["lockstep list settings --json", "for scripts"],
    ],
    load: () => import("./list.ts"),
  },
];
