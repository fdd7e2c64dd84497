/** How many behaviours the campaign had seen after so many runs, and what is probably still unseen. */
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import type { Growth } from "../../campaign-data.ts";
import { readColours } from "../run/colours.ts";
import type { Theme } from "../theme.tsx";

export function GrowthChart({ growth, theme }: { readonly growth: Growth; readonly theme: Theme }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { accent, muted, line } = readColours();
    const axis = { stroke: muted, grid: { stroke: line, width: 1 }, ticks: { stroke: line } };
    const plot = new uPlot(
      {
        width: box.current!.clientWidth,
        height: 240,
        legend: { show: true },
        scales: { x: { time: false } },
        axes: [
          { ...axis, label: "runs" },
          { ...axis, size: 60 },
        ],
        series: [{ label: "runs" }, { label: "behaviours seen", stroke: accent, width: 1.5, points: { show: false } }],
      },
      [[...growth.runs], [...growth.behaviours]],
      box.current!,
    );
    const fit = () => plot.setSize({ width: box.current!.clientWidth, height: 240 });
    addEventListener("resize", fit);
    return () => {
      removeEventListener("resize", fit);
      plot.destroy();
    };
  }, [growth, theme]);
  return (
    <>
      <p class="hint">
        The next run shows a behaviour not seen so far with a chance of about{" "}
        <b>{growth.residual < 0.001 ? growth.residual.toExponential(1) : `${(growth.residual * 100).toFixed(1)} %`}</b>.{" "}
        {growth.assumption}
      </p>
      <div ref={box} />
    </>
  );
}
