/** All events that the filter lets through, as a list that draws only what it shows. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { moment } from "../../../../properties/words.ts";
import type { RunModel } from "../run/model.ts";

const rowPx = 24;

interface Props {
  readonly model: RunModel;
  readonly shown: Uint8Array;
  readonly selected: number | null;
  readonly onSelect: (seq: number) => void;
}

export function EventList({ model, shown, selected, onSelect }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(600);
  const rows = useMemo(() => {
    const found: number[] = [];
    for (let seq = 0; seq < model.count; seq++) if (shown[seq]) found.push(seq);
    return found;
  }, [model, shown]);
  useEffect(() => setHeight(box.current!.clientHeight), []);
  useEffect(() => {
    const row = selected === null ? -1 : rows.indexOf(selected);
    if (row < 0) return;
    const view = box.current!;
    if (row * rowPx < view.scrollTop || (row + 1) * rowPx > view.scrollTop + view.clientHeight) {
      view.scrollTop = row * rowPx - view.clientHeight / 2;
    }
  }, [selected, rows]);
  const first = Math.max(0, Math.floor(top / rowPx) - 5);
  const visible = rows.slice(first, first + Math.ceil(height / rowPx) + 10);
  return (
    <div class="event-list" ref={box} onScroll={(event) => setTop(event.currentTarget.scrollTop)}>
      <p class="hint count">
        {rows.length} of {model.count} events
      </p>
      <ol style={{ height: `${rows.length * rowPx}px` }}>
        {visible.map((seq, index) => (
          <li key={seq} style={{ top: `${(first + index) * rowPx}px` }}>
            <button
              type="button"
              class="event-link"
              aria-current={seq === selected ? "true" : undefined}
              onClick={() => onSelect(seq)}
            >
              <time>{moment(model.atNs[seq]!)}</time>
              <i class={`dot group-${model.group[seq]}`} />
              <span>{model.data.events.text[seq]}</span>
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}
