/** The verdict: what was violated, what every property says, failovers and figures, the settings. */
import { count, duration, moment } from "../../../../properties/words.ts";
import type { RunModel } from "../run/model.ts";

type Violation = NonNullable<RunModel["data"]["result"]>["violations"][number];

/** In the order in which each property was first violated. */
function byProperty(violations: readonly Violation[]): Map<string, [Violation, ...Violation[]]> {
  const groups = new Map<string, [Violation, ...Violation[]]>();
  for (const violation of violations) {
    const group = groups.get(violation.property);
    if (group) group.push(violation);
    else groups.set(violation.property, [violation]);
  }
  return groups;
}

export function VerdictPanel({
  model,
  onSelect,
}: {
  readonly model: RunModel;
  readonly onSelect: (seq: number) => void;
}) {
  const { result, header } = model.data;
  const settings = Object.entries(header.settings);
  const facts: [string, string][] = [
    ["scenario", header.scenario],
    ["seed", String(header.seed)],
    ["version", header.version],
    ["mutant", header.mutant ?? "none"],
  ];
  for (const { name, outcome, generations, clients } of result?.vms ?? [])
    facts.push([`VM ${name}`, `${outcome}, generation ${generations}, ${clients.replies} answers`]);
  if (result) {
    facts.push(
      ["outcome", result.outcome],
      ["trace hash", result.traceHash],
      ["virtual time", duration(result.virtualNs)],
      ["instructions", String(result.instructions)],
      ["generations", String(result.generations)],
      ["log", `${result.log.entries} entries, ${count(result.log.bytes, "byte")}`],
      ["log per 1000 instructions", `${result.log.bytesPerKiloInstruction} bytes`],
      ["lag p50, p99, max", [result.lag.p50Ns, result.lag.p99Ns, result.lag.maxNs].map(duration).join(", ")],
      [
        "outputs",
        `${result.outputs.produced} produced, ${result.outputs.released} released, ${result.outputs.duplicate} twice, ${result.outputs.lost} lost`,
      ],
      [
        "clients",
        `${result.clients.requests} requests, ${result.clients.replies} replies, ${result.clients.retries} retries`,
      ],
    );
  }
  return (
    <article class="verdict-panel">
      {[...byProperty(result?.violations ?? [])].map(([property, [first, ...more]]) => (
        <section class="violation-card" key={property}>
          <h2>
            {property}
            {first.vm === undefined ? "" : ` of ${first.vm}`}
          </h2>
          <dl>
            <dt>expected</dt>
            <dd>{first.expected}</dd>
            <dt>found</dt>
            <dd>{first.found}</dd>
          </dl>
          <button type="button" onClick={() => onSelect(first.seq)}>
            Show it, at {moment(first.atNs)}
          </button>
          {more.length > 0 && (
            <details>
              <summary>and {more.length} more</summary>
              {more.map((violation) => (
                <button
                  key={violation.seq}
                  type="button"
                  class="event-link"
                  title={`expected ${violation.expected}`}
                  onClick={() => onSelect(violation.seq)}
                >
                  <time>{moment(violation.atNs)}</time>
                  <i class="dot group-0" />
                  <span>{violation.found}</span>
                </button>
              ))}
            </details>
          )}
        </section>
      ))}
      {result && <h3>Properties</h3>}
      {result && (
        <table class="properties">
          <tbody>
            {result.properties.map((property) => (
              <tr key={property.name} class={`is-${property.verdict}`}>
                <td>
                  <b>{property.name}</b>
                  <small>{property.detail}</small>
                </td>
                <td>{property.verdict}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {result && result.failovers.length > 0 && <h3>Failovers</h3>}
      {result && result.failovers.length > 0 && (
        <table>
          <thead>
            <tr>
              {result.vms && <th>VM</th>}
              <th>at</th>
              <th>detection</th>
              <th>arbiter</th>
              <th>draining</th>
              <th>total</th>
            </tr>
          </thead>
          <tbody>
            {result.failovers.map((failover) => (
              <tr key={`${failover.vm} ${failover.atNs}`}>
                {result.vms && <td>{failover.vm}</td>}
                <td>{moment(failover.atNs)}</td>
                <td>{duration(failover.detectNs)}</td>
                <td>{duration(failover.arbiterNs)}</td>
                <td>{duration(failover.drainNs)}</td>
                <td>{duration(failover.totalNs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <h3>Run</h3>
      <dl>
        {facts.map(([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </>
        ))}
      </dl>
      {settings.length > 0 && <h3>Settings</h3>}
      <dl>
        {settings.map(([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </>
        ))}
      </dl>
    </article>
  );
}
