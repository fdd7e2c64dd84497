/** The axis of time and the lanes. */
import { axisPx } from "../layout.ts";
import { ticks } from "../time.ts";
import type { Brush } from "./brush.ts";

export function drawAxis(brush: Brush): void {
  const { context, scene, xAt } = brush;
  const { view, widthPx, layout, colours } = scene;
  for (const { atNs, label } of ticks(view.fromNs, view.toNs, widthPx / 110)) {
    const x = Math.round(xAt(atNs)) + 0.5;
    context.strokeStyle = colours.line;
    context.beginPath();
    context.moveTo(x, axisPx - 5);
    context.lineTo(x, layout.heightPx);
    context.stroke();
    context.fillStyle = colours.muted;
    context.textAlign = x < 30 ? "left" : x > widthPx - 30 ? "right" : "center";
    context.fillText(label, Math.min(Math.max(x, 2), widthPx - 2), 10);
  }
  context.textAlign = "left";
}

export function drawLanes(brush: Brush): void {
  const { context, scene } = brush;
  const { layout, widthPx, colours, model } = scene;
  for (const [index, { topPx, heightPx, eventsPx, hidden }] of layout.lanes.entries()) {
    const { kind } = model.data.lanes[index]!;
    context.strokeStyle = colours.line;
    context.beginPath();
    if (kind !== "replica") {
      context.moveTo(0, Math.round(topPx) + 0.5);
      context.lineTo(widthPx, Math.round(topPx) + 0.5);
    }
    if (!hidden && kind !== "host") {
      context.moveTo(0, Math.round(eventsPx) + 0.5);
      context.lineTo(widthPx, Math.round(eventsPx) + 0.5);
    }
    context.stroke();
    if (hidden) {
      context.fillStyle = colours.line;
      context.globalAlpha = 0.35;
      context.fillRect(0, topPx, widthPx, heightPx);
      context.globalAlpha = 1;
    }
  }
}
