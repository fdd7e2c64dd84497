/** The verdict: what was violated, what every property says, failovers and figures, the settings. */
import { count, duration, moment } from "../../../../properties/words.ts";
import type { RunModel } from "../run/model.ts";

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
      {result?.violations.map((violation) => (
        <section class="violation-card" key={`${violation.property} ${violation.seq}`}>
          <h2>{violation.property}</h2>
          <dl>
            <dt>expected</dt>
            <dd>{violation.expected}</dd>
            <dt>found</dt>
            <dd>{violation.found}</dd>
          </dl>
          <button type="button" onClick={() => onSelect(violation.seq)}>
            Show it, at {moment(violation.atNs)}
          </button>
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
              <th>at</th>
              <th>detection</th>
              <th>arbiter</th>
              <th>draining</th>
              <th>total</th>
            </tr>
          </thead>
          <tbody>
            {result.failovers.map((failover) => (
              <tr key={failover.atNs}>
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
