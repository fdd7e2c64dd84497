/** The run page. */
import "uplot/dist/uPlot.min.css";
import "./page.css";
import "./run.css";
import { render } from "preact";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { count, duration } from "../../../properties/words.ts";
import { leadingTo } from "../../story/causes.ts";
import { groups, type RunData } from "../run-data.ts";
import { CopyButton } from "./copy-button.tsx";
import { readData } from "./data.ts";
import { chartPx, Charts } from "./run/charts.tsx";
import { readColours } from "./run/colours.ts";
import { gutterPx } from "./run/layout.ts";
import { clampView, pan, RunModel, zoom, type View } from "./run/model.ts";
import { overviewPx } from "./run/overview.ts";
import { Timeline } from "./run/timeline.tsx";
import { ConsolePanel } from "./side/console-panel.tsx";
import { EventList } from "./side/event-list.tsx";
import { EventPanel } from "./side/event-panel.tsx";
import { FaultPanel } from "./side/fault-panel.tsx";
import { VerdictPanel } from "./side/verdict-panel.tsx";
import { ThemeButton, useTheme } from "./theme.tsx";

const tabs = ["verdict", "event", "events", "faults", "console"] as const;
type Tab = (typeof tabs)[number];

const keys = [
  ["v", "jump to the violation, again for the next one"],
  ["← →", "move in time"],
  ["+ −", "zoom"],
  ["0", "the whole run"],
  ["n p", "next, previous event that the filter shows"],
  ["c", "go to the nearest cause of the selected event"],
  ["/", "search"],
  ["1 … 5", "tabs of the side panel"],
  ["t", "light or dark"],
  ["Esc", "close, or clear the selection"],
] as const;

function toggled<Item>(set: ReadonlySet<Item>, item: Item): ReadonlySet<Item> {
  const next = new Set(set);
  if (!next.delete(item)) next.add(item);
  return next;
}

function Header({ model, theme }: { readonly model: RunModel; readonly theme: preact.ComponentChildren }) {
  const { header, result } = model.data;
  const command = result?.repro ? `lockstep repro ${result.repro}` : header.command;
  return (
    <header>
      {result && <b class={`badge is-${result.verdict}`}>{result.verdict}</b>}
      <h1>
        {header.scenario} <span>seed {header.seed}</span>
        {header.mutant && <span class="mutant">mutant {header.mutant}</span>}
      </h1>
      <p>
        {duration(model.data.endNs)} of virtual time · {count(model.count, "event")}
        {result && ` · ${count(result.failovers.length, "failover")}`}
      </p>
      <CopyButton text={command} />
      {theme}
    </header>
  );
}

function Keys({ onClose }: { readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current!.showModal(), []);
  return (
    <dialog ref={dialog} class="keys" onClose={onClose} onClick={() => dialog.current!.close()}>
      <h2>Keys</h2>
      <dl>
        {keys.map(([key, meaning]) => (
          <>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </>
        ))}
      </dl>
      <p class="hint">
        Wheel zooms, Shift and wheel or dragging moves, double click zooms in; drag in a curve to look at that stretch.
      </p>
    </dialog>
  );
}

function RunPage({ model }: { readonly model: RunModel }) {
  const { data } = model;
  const { endNs } = data;
  const [theme, toggleTheme] = useTheme();
  const colours = useMemo(readColours, [theme]);
  const [view, setView] = useState<View>(() => clampView({ fromNs: 0, toNs: endNs * 1.02 }, endNs));
  const [selected, setSelected] = useState<number | null>(null);
  const [groupsOff, setGroupsOff] = useState<ReadonlySet<number>>(new Set());
  const [lanesOff, setLanesOff] = useState<ReadonlySet<number>>(new Set());
  const [query, setQuery] = useState("");
  const [tab, setTab] = useState<Tab>("verdict");
  const [help, setHelp] = useState(false);
  const [{ widthPx, roomPx }, setRoom] = useState({ widthPx: 900, roomPx: 500 });
  const main = useRef<HTMLElement>(null);
  const search = useRef<HTMLInputElement>(null);

  useLayoutEffect(() => {
    const chartsPx = data.series.filter((series) => series.values.length > 0).length * (chartPx + 1);
    const measure = () => {
      const { clientWidth, clientHeight } = main.current!;
      setRoom({
        widthPx: Math.max(300, clientWidth - gutterPx - 12),
        roomPx: clientHeight - overviewPx - 10 - chartsPx,
      });
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(main.current!);
    return () => observer.disconnect();
  }, []);

  const shown = useMemo(() => model.shown({ groupsOff, lanesOff, query }), [model, groupsOff, lanesOff, query]);
  const chain = useMemo(() => (selected === null ? [] : leadingTo(data.events.causes, selected)), [data, selected]);
  const violations = useMemo(() => (data.result?.violations ?? []).map(({ seq }) => seq), [data]);

  /** Selects an event and, if it is out of view, brings it there with what is around it. */
  const select = (seq: number | null, closer = false) => {
    setSelected(seq);
    if (seq === null) return;
    if (tab !== "events") setTab("event");
    const atNs = model.atNs[seq]!;
    const story = leadingTo(data.events.causes, seq).map((other) => model.atNs[other]!);
    const spanNs = closer ? Math.max(3 * (atNs - Math.min(...story)), 2_000_000) : view.toNs - view.fromNs;
    if (closer || atNs < view.fromNs || atNs > view.toNs) {
      setView(clampView({ fromNs: atNs - spanNs * 0.6, toNs: atNs + spanNs * 0.4 }, endNs));
    }
  };
  const jump = () => {
    if (violations.length === 0) return;
    const next = violations[(violations.indexOf(selected ?? -1) + 1) % violations.length]!;
    select(next, true);
  };

  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help) return;
    const { target, key } = event;
    if (target instanceof HTMLInputElement) {
      // The browser would empty the field itself, after the field has lost its focus and without saying so.
      if (key === "Escape") {
        event.preventDefault();
        if (query === "") target.blur();
        else setQuery("");
      }
      if (key === "Enter") select(model.step(selected ?? -1, 1, shown) ?? selected);
      return;
    }
    const middleNs = (view.fromNs + view.toNs) / 2;
    const stepNs = (view.toNs - view.fromNs) / 5;
    const anchor = selected ?? Math.max(0, model.firstAt(view.fromNs) - 1);
    const actions: Readonly<Record<string, () => void>> = {
      v: jump,
      ArrowLeft: () => setView(pan(view, -stepNs, endNs)),
      ArrowRight: () => setView(pan(view, stepNs, endNs)),
      "+": () => setView(zoom(view, 0.6, selected === null ? middleNs : model.atNs[selected]!, endNs)),
      "-": () => setView(zoom(view, 1 / 0.6, middleNs, endNs)),
      "0": () => setView(clampView({ fromNs: 0, toNs: endNs * 1.02 }, endNs)),
      n: () => select(model.step(anchor, 1, shown) ?? selected),
      p: () => select(model.step(anchor, -1, shown) ?? selected),
      c: () => select(selected === null ? null : (data.events.causes[selected]![0] ?? selected)),
      "/": () => search.current!.focus(),
      t: toggleTheme,
      "?": () => setHelp(true),
      Escape: () => setSelected(null),
    };
    const action =
      actions[key === "=" ? "+" : key] ?? (tabs[Number(key) - 1] && (() => setTab(tabs[Number(key) - 1]!)));
    if (!action) return;
    event.preventDefault();
    action();
  };
  useLayoutEffect(() => {
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  });

  const first = data.result?.violations[0];
  return (
    <>
      <Header model={model} theme={<ThemeButton theme={theme} onToggle={toggleTheme} />} />
      {first && (
        <div class="violation" role="alert">
          <b>{first.property}</b>
          <span>
            expected <em>{first.expected}</em>; found <em>{first.found}</em>
          </span>
          <button type="button" onClick={jump}>
            Jump to the violation <kbd>v</kbd>
          </button>
        </div>
      )}
      <nav class="tools" aria-label="Filter and zoom">
        <input
          ref={search}
          type="search"
          placeholder="Search events  ( / )"
          aria-label="Search events"
          value={query}
          onInput={(event) => setQuery(event.currentTarget.value)}
        />
        <div class="chips" role="group" aria-label="Kinds of events">
          {groups.map(([name, label], index) => (
            <button
              key={name}
              type="button"
              class="chip"
              aria-pressed={!groupsOff.has(index)}
              onClick={() => setGroupsOff(toggled(groupsOff, index))}
            >
              <i class={`dot group-${index}`} />
              {label}
            </button>
          ))}
        </div>
        <div class="zoom" role="group" aria-label="Zoom">
          <button
            type="button"
            title="Zoom in (+)"
            onClick={() => setView(zoom(view, 0.5, (view.fromNs + view.toNs) / 2, endNs))}
          >
            +
          </button>
          <button
            type="button"
            title="Zoom out (−)"
            onClick={() => setView(zoom(view, 2, (view.fromNs + view.toNs) / 2, endNs))}
          >
            −
          </button>
          <button
            type="button"
            title="The whole run (0)"
            onClick={() => setView(clampView({ fromNs: 0, toNs: endNs * 1.02 }, endNs))}
          >
            all
          </button>
          <button type="button" title="Keys (?)" onClick={() => setHelp(true)}>
            ?
          </button>
        </div>
      </nav>
      <div class="panes">
        <main ref={main} data-from={view.fromNs} data-to={view.toNs}>
          <Timeline
            {...{ model, view, widthPx, roomPx, shown, groupsOff, lanesOff, selected, chain, violations, colours }}
            onView={setView}
            onSelect={(seq) => select(seq)}
            onToggleLane={(lane) => setLanesOff(toggled(lanesOff, lane))}
          />
          <Charts {...{ model, view, widthPx, colours }} onView={setView} />
        </main>
        <aside>
          <div class="tabs" role="tablist">
            {tabs.map((name) => (
              <button key={name} type="button" role="tab" aria-selected={name === tab} onClick={() => setTab(name)}>
                {name}
                {name === "faults" && <small>{data.faults.length}</small>}
              </button>
            ))}
          </div>
          <div class="panel" role="tabpanel" aria-label={tab}>
            {tab === "verdict" && <VerdictPanel model={model} onSelect={(seq) => select(seq, true)} />}
            {tab === "event" && (
              <EventPanel model={model} seq={selected} chain={chain} onSelect={(seq) => select(seq)} />
            )}
            {tab === "events" && <EventList {...{ model, shown, selected }} onSelect={(seq) => select(seq)} />}
            {tab === "faults" && <FaultPanel model={model} onSelect={(seq) => select(seq)} />}
            {tab === "console" && <ConsolePanel model={model} onSelect={(seq) => select(seq)} />}
          </div>
        </aside>
      </div>
      {help && <Keys onClose={() => setHelp(false)} />}
    </>
  );
}

const model = new RunModel(await readData<RunData>());
render(<RunPage model={model} />, document.getElementById("app")!);
