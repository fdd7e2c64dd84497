/** The fault schedule as it struck. */
import { duration, moment } from "../../../../properties/words.ts";
import type { RunModel } from "../run/model.ts";

export function FaultPanel({
  model,
  onSelect,
}: {
  readonly model: RunModel;
  readonly onSelect: (seq: number) => void;
}) {
  const { faults } = model.data;
  if (faults.length === 0) return <p class="hint">No fault struck this run.</p>;
  return (
    <ol class="faults">
      {faults.map((fault) => (
        <li key={fault.seq}>
          <button type="button" class="event-link" onClick={() => onSelect(fault.seq)}>
            <time>{moment(fault.fromNs)}</time>
            <i class={fault.suppressed ? "dot" : "dot group-0"} />
            <span>
              {fault.reading}
              <small>
                {fault.suppressed
                  ? "suppressed: its guard did not hold"
                  : fault.toNs > fault.fromNs
                    ? `for ${duration(fault.toNs - fault.fromNs)}`
                    : "at once"}
              </small>
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}
