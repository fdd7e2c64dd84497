/** What the guest said, as an operator saw it. */
import { moment } from "../../../../properties/words.ts";
import type { RunModel } from "../run/model.ts";

export function ConsolePanel({
  model,
  onSelect,
}: {
  readonly model: RunModel;
  readonly onSelect: (seq: number) => void;
}) {
  const { console: lines } = model.data;
  if (lines.length === 0) return <p class="hint">The guest wrote nothing to its console.</p>;
  return (
    <ol class="console">
      {lines.map((line) => (
        <li key={line.seq}>
          <button type="button" title={`from host ${line.host}`} onClick={() => onSelect(line.seq)}>
            <time>{moment(line.atNs)}</time>
            <code>{line.text}</code>
          </button>
        </li>
      ))}
    </ol>
  );
}
