/** One event in full: what it says, what caused it, what came of it, and the whole story that led to it. */
import { duration } from "../../../../properties/words.ts";
import type { RunModel } from "../run/model.ts";
import { exactly } from "../run/time.ts";
import { EventLink } from "./event-link.tsx";

interface Props {
  readonly model: RunModel;
  readonly seq: number | null;
  readonly chain: readonly number[];
  readonly onSelect: (seq: number) => void;
}

function apart(ns: number): string {
  return ns === 0 ? "same time" : `${ns < 0 ? "−" : "+"}${duration(Math.abs(ns))}`;
}

function shownValue(value: unknown): string {
  return typeof value === "object" && value !== null ? JSON.stringify(value, null, 1) : String(value);
}

export function EventPanel({ model, seq, chain, onSelect }: Props) {
  if (seq === null) {
    return (
      <p class="hint">
        Click an event to see what it says and everything that caused it. <kbd>?</kbd> shows the keys.
      </p>
    );
  }
  const { events, lanes } = model.data;
  const detail = JSON.parse(events.detail[seq]!) as Record<string, unknown>;
  const causes = events.causes[seq]!;
  const effects = model.effects(seq);
  const link = (other: number) => (
    <EventLink
      key={other}
      model={model}
      seq={other}
      when={apart(model.atNs[other]! - model.atNs[seq]!)}
      current={other === seq}
      onSelect={onSelect}
    />
  );
  return (
    <article class="event-panel" aria-live="polite">
      <h2>
        <i class={`dot group-${model.group[seq]}`} /> {model.kindName(seq)}
      </h2>
      <p class="event-text">{events.text[seq]}</p>
      <dl>
        <dt>time</dt>
        <dd>{exactly(model.atNs[seq]!)}</dd>
        <dt>lane</dt>
        <dd>{lanes[model.lane[seq]!]!.label}</dd>
        <dt>event</dt>
        <dd>
          {seq} of {model.count}
        </dd>
        {Object.entries(detail).map(([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd>{shownValue(value)}</dd>
          </>
        ))}
      </dl>
      <h3>Caused by</h3>
      {causes.length === 0 ? <p class="hint">Nothing in the trace caused it.</p> : <ul>{causes.map(link)}</ul>}
      {effects.length > 0 && <h3>Led to</h3>}
      <ul>{effects.slice(0, 20).map(link)}</ul>
      {chain.length > 1 && <h3>The whole story, oldest first</h3>}
      {chain.length > 1 && <ol class="story">{chain.map(link)}</ol>}
    </article>
  );
}
