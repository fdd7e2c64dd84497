/**
 * Draws what the view shows and nothing else, layer by layer. Cost is bounded by pixels, not by events: in one column of
 * one lane at most `stackMax` events are drawn, and one arrow per column and pair of lanes.
 */
import type { Brush, Drawn, Scene } from "./draw/brush.ts";
import { drawEvents } from "./draw/events.ts";
import { drawFaults } from "./draw/faults.ts";
import { drawAxis, drawLanes } from "./draw/frame.ts";
import { drawChain, drawViolations } from "./draw/marks.ts";
import { drawMessages } from "./draw/messages.ts";
import { drawOutputs } from "./draw/outputs.ts";
import { drawHosts, drawRoles } from "./draw/roles.ts";

export function draw(context: CanvasRenderingContext2D, scene: Scene): Drawn {
  const { view, widthPx, layout } = scene;
  const perNs = widthPx / (view.toNs - view.fromNs);
  const brush: Brush = { context, scene, xAt: (atNs) => (atNs - view.fromNs) * perNs };
  context.clearRect(0, 0, widthPx, layout.heightPx);
  context.font = "11px system-ui, sans-serif";
  context.textBaseline = "middle";
  drawAxis(brush);
  drawLanes(brush);
  drawFaults(brush);
  drawHosts(brush);
  drawRoles(brush);
  drawOutputs(brush);
  drawMessages(brush);
  const drawn = drawEvents(brush);
  drawChain(brush);
  drawViolations(brush);
  return drawn;
}

/** The drawn event nearest to a point, within reach of a fingertip. */
export function eventAt(drawn: Drawn, x: number, y: number): number | null {
  let best: number | null = null;
  let bestDistance = 10 * 10;
  for (let i = 0; i < drawn.count; i++) {
    const dx = drawn.x[i]! - x;
    const dy = drawn.y[i]! - y;
    const distance = dx * dx + dy * dy;
    if (distance < bestDistance) {
      bestDistance = distance;
      best = drawn.seq[i]!;
    }
  }
  return best;
}
