/** Faults: a band with its reading, and a tint of the lanes that it struck. */
import { faultBox } from "../layout.ts";
import type { Brush } from "./brush.ts";

export function drawFaults(brush: Brush): void {
  const { context, scene, xAt } = brush;
  const { model, layout, view, widthPx, colours, groupsOff } = scene;
  const colour = colours.groups[0]!;
  /** By row: where the next band begins. Faults come in the order of their times. */
  const nextLeft = new Map<number, number>();
  /** By fault: where the band before it in its row ends. */
  const rowBusy: number[] = [];
  const busyUntil = model.data.faults.map(({ toNs }, index) => {
    const row = layout.faultRow[index]!;
    const before = rowBusy[row] ?? 0;
    rowBusy[row] = xAt(toNs);
    return before;
  });
  for (let index = model.data.faults.length - 1; index >= 0; index--) {
    const fault = model.data.faults[index]!;
    if (groupsOff.has(0) || fault.toNs < view.fromNs - (view.toNs - view.fromNs) || fault.fromNs > view.toNs) continue;
    const left = xAt(fault.fromNs);
    const right = Math.max(left + 3, xAt(fault.toNs));
    const { topPx, heightPx } = faultBox(layout, index);
    context.fillStyle = colour;
    context.strokeStyle = colour;
    if (!fault.suppressed) {
      for (const lane of fault.lanes) {
        const box = layout.lanes[lane]!;
        context.globalAlpha = 0.1;
        context.fillRect(left, box.topPx, right - left, box.heightPx);
      }
      context.globalAlpha = 0.55;
      context.beginPath();
      context.setLineDash([2, 3]);
      for (const x of [left, right]) {
        context.moveTo(Math.round(x) + 0.5, topPx + heightPx);
        context.lineTo(Math.round(x) + 0.5, layout.heightPx);
      }
      context.stroke();
      context.setLineDash([]);
    }
    context.globalAlpha = fault.suppressed ? 0.35 : 0.85;
    context.beginPath();
    context.roundRect(left, topPx, right - left, heightPx, 3);
    if (fault.suppressed) context.stroke();
    else context.fill();
    context.globalAlpha = 1;
    // The reading stands in the band if there is room, else behind it, else before it.
    const reading = fault.suppressed ? `suppressed: ${fault.reading}` : fault.reading;
    const words = context.measureText(reading).width + 10;
    const row = layout.faultRow[index]!;
    const inside = Math.max(left, 0);
    const place =
      Math.min(right, widthPx) - inside >= words
        ? inside
        : Math.min(nextLeft.get(row) ?? widthPx, widthPx) - right >= words
          ? right
          : left - words >= busyUntil[index]! && right > 0
            ? left - words
            : null;
    nextLeft.set(row, place === null ? left : Math.min(place, left));
    context.fillStyle =
      place === inside && !fault.suppressed ? colours.panel : fault.suppressed ? colours.muted : colour;
    if (place !== null && place > -words && right > 0) context.fillText(reading, place + 5, topPx + heightPx / 2 + 0.5);
  }
}
