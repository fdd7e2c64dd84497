/** Mutants as a table: killed or alive, by what, how soon. */
import { bad, good } from "./style.ts";

export interface Killed {
  readonly id: string;
  readonly row: string;
  /** The property that must kill it. */
  readonly property: string;
  readonly killed: boolean;
  readonly killedBy: readonly string[];
  /** Median over several seeds; null where most did not kill it. */
  readonly runsToKill: number | null;
  /** Faults of the shrunk repro. */
  readonly reproFaults: number | null;
}

export function mutantsText(mutants: readonly Killed[]): string {
  return mutants
    .map(({ id, row, property, killed, killedBy, runsToKill, reproFaults }) => {
      const verdict = killed ? good("killed") : bad("ALIVE ");
      const others = killedBy.filter((name) => name !== property);
      const how = killed ? `in ${runsToKill} runs, ${reproFaults} faults left` : `not by ${property}`;
      const also = others.length > 0 ? `; ${killed ? "also" : "but by"} ${others.join(", ")}` : "";
      return `${verdict}  ${row.padStart(2)}  ${id.padEnd(28)} ${property.padEnd(18)} ${how}${also}`;
    })
    .join("\n");
}
