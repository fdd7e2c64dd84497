/** The space-time diagram: lanes with their names, the canvas, the strip above it, and everything a pointer does there. */
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Colours } from "./colours.ts";
import type { Drawn } from "./draw/brush.ts";
import { draw, eventAt } from "./draw.ts";
import { faultBox, gutterPx, layOut } from "./layout.ts";
import { clampView, pan, zoom, type RunModel, type View } from "./model.ts";
import { drawOverview, overviewPx } from "./overview.ts";
import { exactly } from "./time.ts";

interface Props {
  readonly model: RunModel;
  readonly view: View;
  readonly widthPx: number;
  readonly roomPx: number;
  readonly shown: Uint8Array;
  readonly groupsOff: ReadonlySet<number>;
  readonly lanesOff: ReadonlySet<number>;
  readonly selected: number | null;
  readonly chain: readonly number[];
  readonly violations: readonly number[];
  readonly colours: Colours;
  readonly onView: (view: View) => void;
  readonly onSelect: (seq: number | null) => void;
  readonly onToggleLane: (lane: number) => void;
}

/** A canvas as sharp as the screen. */
function prepare(canvas: HTMLCanvasElement, widthPx: number, heightPx: number): CanvasRenderingContext2D {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.round(widthPx * ratio);
  canvas.height = Math.round(heightPx * ratio);
  canvas.style.width = `${widthPx}px`;
  canvas.style.height = `${heightPx}px`;
  const context = canvas.getContext("2d")!;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}

function Overview({ model, view, widthPx, colours, violations, onView }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const context = prepare(canvas.current!, widthPx, overviewPx);
    drawOverview(context, model, view, widthPx, colours, violations);
  }, [model, view, widthPx, colours, violations]);
  const centre = (event: PointerEvent) => {
    if (event.buttons !== 1) return;
    const atNs = (event.offsetX / widthPx) * model.data.endNs;
    const halfNs = (view.toNs - view.fromNs) / 2;
    onView(clampView({ fromNs: atNs - halfNs, toNs: atNs + halfNs }, model.data.endNs));
  };
  return (
    <canvas
      ref={canvas}
      class="overview"
      aria-label="The whole run: drag to move the part in view"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        centre(event);
      }}
      onPointerMove={centre}
    />
  );
}

interface Hover {
  readonly x: number;
  readonly y: number;
  readonly atNs: number;
  readonly text: string | null;
}

export function Timeline(props: Props) {
  const { model, view, widthPx, roomPx, shown, groupsOff, lanesOff, selected, chain, violations, colours } = props;
  const { lanes, faults, endNs } = model.data;
  const layout = useMemo(
    () => layOut(lanes, faults, lanesOff, endNs, roomPx),
    [lanes, faults, lanesOff, endNs, roomPx],
  );
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawn = useRef<Drawn | null>(null);
  const drag = useRef<{ x: number; moved: boolean } | null>(null);
  const [hover, setHover] = useState<Hover | null>(null);

  useLayoutEffect(() => {
    const context = prepare(canvas.current!, widthPx, layout.heightPx);
    drawn.current = draw(context, {
      model,
      layout,
      view,
      widthPx,
      shown,
      groupsOff,
      selected,
      chain,
      violations,
      colours,
    });
  }, [model, layout, view, widthPx, shown, groupsOff, selected, chain, violations, colours]);

  const nsAt = (x: number) => view.fromNs + (x / widthPx) * (view.toNs - view.fromNs);

  const faultAt = (x: number, y: number): number => {
    const ns = nsAt(x);
    const slackNs = nsAt(6) - nsAt(0);
    return faults.findIndex((fault, index) => {
      const { topPx, heightPx } = faultBox(layout, index);
      return y >= topPx && y <= topPx + heightPx && ns >= fault.fromNs - slackNs && ns <= fault.toNs + slackNs;
    });
  };

  const seqAt = (x: number, y: number): number | null => {
    const seq = drawn.current && eventAt(drawn.current, x, y);
    return seq ?? faults[faultAt(x, y)]?.seq ?? null;
  };

  const move = (event: PointerEvent) => {
    const { offsetX: x, offsetY: y } = event;
    if (drag.current && event.buttons === 1) {
      const byPx = drag.current.x - x;
      if (Math.abs(byPx) > 3 || drag.current.moved) {
        drag.current = { x, moved: true };
        props.onView(pan(view, nsAt(byPx) - nsAt(0), endNs));
        setHover(null);
      }
      return;
    }
    const seq = seqAt(x, y);
    setHover({
      x,
      y,
      atNs: seq === null ? nsAt(x) : model.atNs[seq]!,
      text: seq === null ? null : model.data.events.text[seq]!,
    });
  };

  const wheel = (event: WheelEvent) => {
    // Sideways pans, up and down zooms, with Alt it scrolls the lanes as anywhere.
    if (event.altKey) return;
    event.preventDefault();
    setHover(null);
    const sideways = event.shiftKey ? event.deltaY : event.deltaX;
    if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) {
      props.onView(pan(view, (sideways / widthPx) * (view.toNs - view.fromNs), endNs));
    } else props.onView(zoom(view, Math.exp(event.deltaY * 0.002), nsAt(event.offsetX), endNs));
  };

  return (
    <section class="timeline" aria-label="Space-time diagram">
      <div class="gutter overview-name" style={{ width: `${gutterPx}px` }}>
        whole run
      </div>
      <Overview {...props} />
      <div class="gutter" style={{ width: `${gutterPx}px`, height: `${layout.heightPx}px` }}>
        {layout.faultRows > 0 && (
          <span class="lane-name group-name" style={{ top: `${layout.faultsPx}px`, height: "14px" }}>
            faults
          </span>
        )}
        {lanes.map((lane, index) => {
          const { topPx, heightPx, hidden } = layout.lanes[index]!;
          return (
            <button
              key={lane.id}
              type="button"
              class={`lane-name lane-${lane.kind}`}
              aria-pressed={!hidden}
              title={`${hidden ? "Show" : "Hide"} ${lane.label}`}
              style={{ top: `${topPx}px`, height: `${heightPx}px` }}
              onClick={() => props.onToggleLane(index)}
            >
              {lane.label}
            </button>
          );
        })}
      </div>
      <div class="diagram">
        <canvas
          ref={canvas}
          class="events"
          data-testid="diagram"
          aria-label="Events over time. The list of events in the side panel says the same in words."
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            drag.current = { x: event.offsetX, moved: false };
          }}
          onPointerMove={move}
          onPointerUp={(event) => {
            if (drag.current && !drag.current.moved) props.onSelect(seqAt(event.offsetX, event.offsetY));
            drag.current = null;
          }}
          onPointerLeave={() => setHover(null)}
          onDblClick={(event) => props.onView(zoom(view, 0.25, nsAt(event.offsetX), endNs))}
          onWheel={wheel}
        />
        {hover && <div class="crosshair" style={{ left: `${hover.x}px` }} />}
        {hover && (
          <div
            class={hover.x > widthPx * 0.6 ? "hover left" : "hover"}
            style={{ left: `${hover.x}px`, top: `${Math.min(hover.y + 14, layout.heightPx - 44)}px` }}
          >
            <b>{exactly(hover.atNs)}</b>
            {hover.text && <span>{hover.text}</span>}
          </div>
        )}
      </div>
    </section>
  );
}
