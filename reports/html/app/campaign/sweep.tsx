/** Where in the run each fault was let strike, a line for each kind: one stroke a point, those that failed over the others. */
import { count, moment } from "../../../../properties/words.ts";
import type { SweepPoints } from "../../campaign-data.ts";

const WIDTH = 1000;
const HEIGHT = 22;
const LABELS = 5;

export function Sweep({ sweep }: { readonly sweep: SweepPoints }) {
  const { fromNs, toNs, rows, outcomes } = sweep;
  const spanNs = Math.max(1, toNs - fromNs);
  const strokes = (points: readonly number[], top: number) =>
    points.map((atNs) => `M${(((atNs - fromNs) / spanNs) * WIDTH).toFixed(1)} ${top}V${HEIGHT}`).join("");
  return (
    <>
      <div class="points">
        {rows.map(({ injection, passed, failed }) => (
          <div key={injection} class="points-row">
            <span>{injection}</span>
            <svg
              viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
              preserveAspectRatio="none"
              role="img"
              aria-label={`${injection}: ${count(passed.length + failed.length, "point")}, ${failed.length} failed`}
            >
              <path class="passed" d={strokes(passed, HEIGHT / 3)} />
              <path class="failed" d={strokes(failed, 0)} />
            </svg>
            <span class="number">
              {failed.length > 0 && <b>{failed.length} of </b>}
              {passed.length + failed.length}
            </span>
          </div>
        ))}
        <div class="points-row">
          <span />
          <p class="points-axis">
            {Array.from({ length: LABELS }, (_, i) => (
              <time key={i}>{moment(fromNs + (spanNs * i) / (LABELS - 1))}</time>
            ))}
          </p>
        </div>
      </div>
      <table class="outcomes">
        <thead>
          <tr>
            <th class="number">points</th>
            <th>what came of it</th>
          </tr>
        </thead>
        <tbody>
          {outcomes.map(([outcome, times]) => (
            <tr key={outcome} class={outcome.startsWith("fail") ? "is-violated" : ""}>
              <td class="number">{times}</td>
              <td>{outcome}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
