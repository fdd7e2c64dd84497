/** What the reader selected, with its story, and what was violated. */
import { axisPx } from "../layout.ts";
import type { Brush } from "./brush.ts";

export function drawChain(brush: Brush): void {
  const { context, scene, xAt } = brush;
  const { model, layout, chain, selected, colours } = scene;
  if (selected === null) return;
  const inChain = new Set(chain);
  const y = (seq: number) => layout.lanes[model.lane[seq]!]!.eventsPx;
  context.strokeStyle = colours.accent;
  context.lineWidth = 2;
  context.beginPath();
  for (const seq of chain) {
    for (const cause of model.data.events.causes[seq]!) {
      if (!inChain.has(cause)) continue;
      context.moveTo(xAt(model.atNs[cause]!), y(cause));
      context.lineTo(xAt(model.atNs[seq]!), y(seq));
    }
  }
  context.stroke();
  context.fillStyle = colours.panel;
  for (const seq of chain) {
    context.beginPath();
    context.arc(xAt(model.atNs[seq]!), y(seq), seq === selected ? 6 : 3.5, 0, 7);
    context.fill();
    context.stroke();
  }
  context.fillStyle = colours.accent;
  context.beginPath();
  context.arc(xAt(model.atNs[selected]!), y(selected), 3, 0, 7);
  context.fill();
  context.lineWidth = 1;
}

export function drawViolations(brush: Brush): void {
  const { context, scene, xAt } = brush;
  const { model, layout, violations, colours } = scene;
  const columns = new Set<number>();
  for (const seq of violations) {
    const x = Math.round(xAt(model.atNs[seq]!)) + 0.5;
    if (columns.has(x)) continue;
    columns.add(x);
    context.globalAlpha = seq === violations[0] ? 1 : 0.45;
    context.strokeStyle = colours.danger;
    context.fillStyle = colours.danger;
    context.lineWidth = 1.5;
    context.beginPath();
    context.moveTo(x, axisPx - 4);
    context.lineTo(x, layout.heightPx);
    context.stroke();
    context.lineWidth = 1;
    context.beginPath();
    context.moveTo(x - 6, axisPx - 10);
    context.lineTo(x + 6, axisPx - 10);
    context.lineTo(x, axisPx);
    context.fill();
    const y = layout.lanes[model.lane[seq]!]!.eventsPx;
    context.beginPath();
    context.arc(x, y, 8, 0, 7);
    context.stroke();
  }
  context.globalAlpha = 1;
}
