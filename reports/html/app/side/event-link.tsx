/** An event as a line that can be clicked. */
import type { RunModel } from "../run/model.ts";

interface Props {
  readonly model: RunModel;
  readonly seq: number;
  readonly when: string;
  readonly current?: boolean;
  readonly onSelect: (seq: number) => void;
}

export function EventLink({ model, seq, when, current, onSelect }: Props) {
  return (
    <li>
      <button
        type="button"
        class="event-link"
        aria-current={current ? "true" : undefined}
        onClick={() => onSelect(seq)}
      >
        <time>{when}</time>
        <i class={`dot group-${model.group[seq]}`} />
        <span>{model.data.events.text[seq]}</span>
      </button>
    </li>
  );
}
