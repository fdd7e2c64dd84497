/** The strip above the diagram: the whole run, how busy it was, its faults, and the part in view. */
import { generationColour, roleLook, type Colours } from "./colours.ts";
import type { RunModel, View } from "./model.ts";

export const overviewPx = 34;

export function drawOverview(
  context: CanvasRenderingContext2D,
  model: RunModel,
  view: View,
  widthPx: number,
  colours: Colours,
  violations: readonly number[],
): void {
  const { endNs } = model.data;
  const x = (atNs: number) => (atNs / endNs) * widthPx;
  context.clearRect(0, 0, widthPx, overviewPx);
  const counts = new Uint32Array(Math.ceil(widthPx / 2) + 1);
  let most = 1;
  for (let seq = 0; seq < model.count; seq++) {
    most = Math.max(most, ++counts[Math.floor(x(model.atNs[seq]!) / 2)]!);
  }
  for (const { phase, generation, fromNs, toNs } of model.data.roles) {
    if (roleLook(phase) !== "primary") continue;
    context.fillStyle = generationColour(colours, generation);
    context.globalAlpha = 0.3;
    context.fillRect(x(fromNs), overviewPx - 4, Math.max(1, x(toNs) - x(fromNs)), 4);
  }
  context.globalAlpha = 1;
  context.fillStyle = colours.muted;
  for (const [column, count] of counts.entries()) {
    const height = count === 0 ? 0 : 2 + ((overviewPx - 10) * Math.log1p(count)) / Math.log1p(most);
    context.fillRect(column * 2, overviewPx - 5 - height, 1.5, height);
  }
  context.fillStyle = colours.groups[0]!;
  for (const fault of model.data.faults) {
    if (fault.suppressed) continue;
    context.globalAlpha = 0.13;
    context.fillRect(x(fault.fromNs), 0, Math.max(2, x(fault.toNs) - x(fault.fromNs)), overviewPx);
  }
  context.globalAlpha = 1;
  context.fillStyle = colours.danger;
  for (const seq of violations) context.fillRect(x(model.atNs[seq]!) - 1, 0, 2, overviewPx);
  const left = Math.max(0, x(view.fromNs));
  const right = Math.min(widthPx, Math.max(left + 3, x(view.toNs)));
  context.fillStyle = colours.accent;
  context.globalAlpha = 0.14;
  context.fillRect(left, 0, right - left, overviewPx);
  context.globalAlpha = 1;
  context.strokeStyle = colours.accent;
  context.strokeRect(left + 0.5, 0.5, Math.max(2, right - left - 1), overviewPx - 1);
}
