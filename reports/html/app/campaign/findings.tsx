/** Findings, grouped as the campaign grouped them, each with the commands that make it again. */
import type { FindingRow } from "../../campaign-data.ts";
import { CopyButton } from "../copy-button.tsx";

export function Findings({ findings }: { readonly findings: readonly FindingRow[] }) {
  return (
    <ol class="findings">
      {findings.map((finding) => (
        <li key={`${finding.property} ${finding.scenario} ${finding.seen}`}>
          <h3>
            {finding.property} <span>{finding.scenario}</span>
          </h3>
          <dl>
            <dt>expected</dt>
            <dd>{finding.expected}</dd>
            <dt>found</dt>
            <dd>{finding.found}</dd>
            {finding.also.length > 0 && <dt>also violated</dt>}
            {finding.also.length > 0 && <dd>{finding.also.join(", ")}</dd>}
            <dt>seen in</dt>
            <dd>{finding.seen}</dd>
          </dl>
          <ol class="shrunk">
            {finding.faults.length === 0 && <li>no fault at all</li>}
            {finding.faults.map(([when, what]) => (
              <li key={`${when} ${what}`}>
                <time>{when}</time> {what}
              </li>
            ))}
          </ol>
          <p>
            {finding.page && (
              <a class="to-run" href={finding.page}>
                Look at the run
              </a>
            )}
            {finding.commands.map((command) => (
              <CopyButton key={command} text={command} />
            ))}
          </p>
        </li>
      ))}
    </ol>
  );
}
