/** The page of a campaign, a sweep or the kill table. */
import "uplot/dist/uPlot.min.css";
import "./page.css";
import "./campaign.css";
import { render } from "preact";
import { useEffect } from "preact/hooks";
import { duration } from "../../../properties/words.ts";
import type { CampaignData } from "../campaign-data.ts";
import { Coverage } from "./campaign/coverage.tsx";
import { Findings } from "./campaign/findings.tsx";
import { GrowthChart } from "./campaign/growth.tsx";
import { Mutants } from "./campaign/mutants.tsx";
import { Sweep } from "./campaign/sweep.tsx";
import { CopyButton } from "./copy-button.tsx";
import { readData } from "./data.ts";
import { ThemeButton, useTheme } from "./theme.tsx";

function Properties({ properties }: Pick<CampaignData, "properties">) {
  return (
    <table>
      <thead>
        <tr>
          <th>property</th>
          <th>claim</th>
          <th class="number">runs that tested it</th>
          <th>verdict</th>
        </tr>
      </thead>
      <tbody>
        {properties.map(({ name, claim, kind, witnessed, violated }) => {
          const verdict = violated !== null ? "violated" : witnessed === 0 ? "vacuous" : "held";
          return (
            <tr key={name} class={`is-${verdict}`}>
              <td>
                <b>{name}</b>
                <small>{kind}</small>
              </td>
              <td>{claim}</td>
              <td class="number">{witnessed}</td>
              <td>{violated === null ? verdict : `violated, first by run ${violated}`}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function CampaignPage({ data }: { readonly data: CampaignData }) {
  const [theme, toggleTheme] = useTheme();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key === "t" && !event.ctrlKey && !event.metaKey) toggleTheme();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  });
  return (
    <>
      <header>
        <b class={`badge is-${data.verdict}`}>{data.verdict}</b>
        <h1>
          {data.title} <span>lockstep {data.version}</span>
        </h1>
        <p />
        <CopyButton text={data.command} />
        <ThemeButton theme={theme} onToggle={toggleTheme} />
      </header>
      <main>
        <dl class="figures">
          {data.figures.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {data.findings.length > 0 && (
          <section>
            <h2>Findings</h2>
            <Findings findings={data.findings} />
          </section>
        )}
        {data.breakages.length > 0 && (
          <section>
            <h2>Runs that the harness could not finish</h2>
            <ul>
              {data.breakages.map(({ index, message }) => (
                <li key={index}>
                  run {index}: {message}
                </li>
              ))}
            </ul>
          </section>
        )}
        {data.sweep && (
          <section>
            <h2>Where the faults struck</h2>
            <Sweep sweep={data.sweep} />
          </section>
        )}
        {data.mutants.length > 0 && (
          <section>
            <h2>Mutants</h2>
            <Mutants mutants={data.mutants} />
          </section>
        )}
        {data.growth && (
          <section>
            <h2>Growth of behaviour seen</h2>
            <GrowthChart growth={data.growth} theme={theme} />
          </section>
        )}
        {data.properties.length > 0 && (
          <section>
            <h2>Properties</h2>
            <Properties properties={data.properties} />
          </section>
        )}
        {data.coverage && (
          <section>
            <h2>Faults by phase of the protocol</h2>
            <Coverage matrix={data.coverage} />
          </section>
        )}
        {data.slowest.length > 0 && (
          <section>
            <h2>Slowest runs</h2>
            <table class="numbers">
              <thead>
                <tr>
                  <th>run</th>
                  <th>scenario</th>
                  <th>seed</th>
                  <th>wall time</th>
                  <th>virtual time</th>
                </tr>
              </thead>
              <tbody>
                {data.slowest.map((run) => (
                  <tr key={run.index}>
                    <td>{run.index}</td>
                    <td>{run.scenario}</td>
                    <td>{run.seed}</td>
                    <td>{duration(run.wallMs * 1e6)}</td>
                    <td>{duration(run.virtualNs)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        )}
        <section>
          <h2>Settings</h2>
          <dl>
            {data.settings.map(([name, value]) => (
              <>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </>
            ))}
          </dl>
        </section>
      </main>
    </>
  );
}

const data = await readData<CampaignData>();
render(<CampaignPage data={data} />, document.getElementById("app")!);
