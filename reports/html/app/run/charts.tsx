/** Curves under the diagram, over the same stretch of time. */
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { duration } from "../../../../properties/words.ts";
import { thin, type Series } from "../../../story/series.ts";
import type { Colours } from "./colours.ts";
import { gutterPx } from "./layout.ts";
import { clampView, type RunModel, type View } from "./model.ts";

export const chartPx = 64;

function reads(value: number, unit: Series["unit"]): string {
  if (unit === "ns") return duration(value);
  if (unit === "%") return `${value.toFixed(0)} %`;
  if (unit === "outputs") return String(value);
  if (value >= 1e6) return `${(value / 1e6).toFixed(1)} MB/s`;
  return value >= 1e3 ? `${(value / 1e3).toFixed(0)} kB/s` : `${value} B/s`;
}

interface Props {
  readonly model: RunModel;
  readonly view: View;
  readonly widthPx: number;
  readonly colours: Colours;
  readonly onView: (view: View) => void;
}

/** What the view shows; values hold until the next one, up to the end of the run. */
function columns(series: Series, { view, widthPx, model }: Props): uPlot.AlignedData {
  const { atNs, values } = thin(series, view.fromNs, view.toNs, widthPx / 2);
  return [
    [...atNs, Math.min(view.toNs, model.data.endNs)],
    [...values, values.at(-1) ?? null],
  ];
}

/** `present` gives the props of the latest rendering: a plot outlives many views. */
function options(series: Series, { model, widthPx, colours }: Props, present: () => Props): uPlot.Options {
  const top = Math.max(1, ...series.values);
  return {
    width: widthPx + gutterPx,
    height: chartPx,
    padding: [8, 0, 7, 0],
    legend: { show: false },
    cursor: { sync: { key: "run" }, y: false, points: { size: 6 }, drag: { setScale: false, x: true, y: false } },
    scales: {
      x: { time: false, range: () => [present().view.fromNs, present().view.toNs] },
      y: { range: () => [0, series.unit === "%" ? 100 : top * 1.15] },
    },
    axes: [
      { show: false },
      {
        size: gutterPx,
        gap: 6,
        stroke: colours.muted,
        font: "10.5px system-ui, sans-serif",
        grid: { stroke: colours.line, width: 1 },
        ticks: { show: false },
        splits: () => [0, series.unit === "%" ? 100 : top],
        values: (_plot, splits) => splits.map((value) => reads(Math.round(value), series.unit)),
      },
    ],
    series: [
      {},
      {
        stroke: colours.accent,
        fill: `color-mix(in srgb, ${colours.accent} 14%, transparent)`,
        width: 1.25,
        points: { show: false },
        paths: uPlot.paths.stepped!({ align: 1 }),
      },
    ],
    hooks: {
      drawClear: [
        (plot) => {
          for (const fault of model.data.faults) {
            if (fault.suppressed) continue;
            const left = Math.max(plot.bbox.left, plot.valToPos(fault.fromNs, "x", true));
            const right = Math.min(plot.bbox.left + plot.bbox.width, plot.valToPos(fault.toNs, "x", true));
            if (right < left) continue;
            plot.ctx.fillStyle = colours.groups[0]!;
            plot.ctx.globalAlpha = 0.1;
            plot.ctx.fillRect(left, plot.bbox.top, Math.max(2, right - left), plot.bbox.height);
            plot.ctx.globalAlpha = 1;
          }
        },
      ],
      setSelect: [
        (plot) => {
          if (plot.select.width < 4) return;
          const fromNs = plot.posToVal(plot.select.left, "x");
          const toNs = plot.posToVal(plot.select.left + plot.select.width, "x");
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          present().onView(clampView({ fromNs, toNs }, model.data.endNs));
        },
      ],
      setCursor: [
        (plot) => {
          const value = plot.root.parentElement!.querySelector("output")!;
          const index = plot.cursor.idx;
          const at = index === null || index === undefined ? null : plot.data[1]![index];
          value.textContent = at === null || at === undefined ? "" : reads(at, series.unit);
        },
      ],
    },
  };
}

function Chart({ series, ...props }: Props & { readonly series: Series }) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    const made = new uPlot(
      options(series, props, () => latest.current),
      columns(series, props),
      box.current!,
    );
    plot.current = made;
    return () => made.destroy();
  }, [series, props.colours, props.model]);
  useEffect(() => plot.current?.setSize({ width: props.widthPx + gutterPx, height: chartPx }), [props.widthPx]);
  useEffect(() => plot.current?.setData(columns(series, latest.current)), [series, props.view, props.widthPx]);
  return (
    <figure class="chart" ref={box}>
      <figcaption style={{ width: `${gutterPx}px` }}>
        {series.name}
        <output />
      </figcaption>
    </figure>
  );
}

export function Charts(props: Props) {
  return (
    <section class="charts" aria-label="Curves over virtual time">
      {props.model.data.series
        .filter((series) => series.values.length > 0)
        .map((series) => (
          <Chart key={series.name} series={series} {...props} />
        ))}
    </section>
  );
}
