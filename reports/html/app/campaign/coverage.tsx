/** Which faults struck in which phases. A hole is a cell that could be reached and was not. */
import type { CoverageMatrix } from "../../campaign-data.ts";

/** Five steps, by powers of ten. */
function heat(hits: number): string {
  return `heat-${Math.min(4, Math.floor(Math.log10(hits)) + 1)}`;
}

export function Coverage({ matrix }: { readonly matrix: CoverageMatrix }) {
  const cells = matrix.rows.flatMap(({ hits }) => hits).filter((hits) => hits !== null);
  const holes = cells.filter((hits) => hits === 0).length;
  return (
    <>
      <p class="hint">
        {cells.length - holes} of {cells.length} cells that can be reached were;{" "}
        {holes === 0 ? "no holes" : `${holes} holes are marked by a dot`}.
      </p>
      <div class="scroll">
        <table class="coverage">
          <thead>
            <tr>
              <th />
              {matrix.phases.map((phase) => (
                <th key={phase} scope="col">
                  <span>{phase}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {matrix.rows.map(({ fault, hits }) => (
              <tr key={fault}>
                <th scope="row">{fault}</th>
                {hits.map((cell, index) => (
                  <td
                    key={matrix.phases[index]}
                    class={cell === null ? "never" : cell === 0 ? "hole" : heat(cell)}
                    title={`${fault} during ${matrix.phases[index]}: ${cell === null ? "cannot happen" : `${cell} times`}`}
                  >
                    {cell === null ? "" : cell === 0 ? "·" : cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
