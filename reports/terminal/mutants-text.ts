/** Mutants as a table: killed or alive, by what, how soon. */
import type { Killed } from "../../properties/kill.ts";
import { bad, good } from "./style.ts";

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
