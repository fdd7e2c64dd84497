/** The kill table: wrong implementations, and which property noticed. Those alive come first. */
import { useState } from "preact/hooks";
import type { MutantRow } from "../../campaign-data.ts";

export function Mutants({ mutants }: { readonly mutants: readonly MutantRow[] }) {
  const [query, setQuery] = useState("");
  const killed = mutants.filter((mutant) => mutant.killed).length;
  const shown = mutants
    .filter(({ id, property, row }) => `${id} ${property} ${row}`.includes(query))
    .toSorted((a, b) => Number(a.killed) - Number(b.killed));
  return (
    <>
      <p class="hint">
        {killed} of {mutants.length} killed by the property that each names.{" "}
        <input
          type="search"
          placeholder="Filter"
          aria-label="Filter mutants"
          value={query}
          onInput={(event) => setQuery(event.currentTarget.value)}
        />
      </p>
      <table>
        <thead>
          <tr>
            <th>mutant</th>
            <th>row</th>
            <th>property</th>
            <th>verdict</th>
            <th>killed by</th>
            <th class="number">runs to kill</th>
            <th class="number">faults left</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((mutant) => (
            <tr key={mutant.id} class={mutant.killed ? "is-held" : "is-violated"}>
              <td>
                <b>{mutant.id}</b>
              </td>
              <td>{mutant.row}</td>
              <td>{mutant.property}</td>
              <td class="verdict">{mutant.killed ? "killed" : "alive"}</td>
              <td>{mutant.killedBy.join(", ")}</td>
              <td class="number">{mutant.runsToKill ?? ""}</td>
              <td class="number">{mutant.reproFaults ?? ""}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
