/** Outputs under the primary that made them: held, acknowledged, released. */
import { outputsPx } from "../layout.ts";
import { groupNames, type Brush } from "./brush.ts";

export function drawOutputs(brush: Brush): void {
  const { context, scene, xAt } = brush;
  const { model, layout, view, widthPx, colours, groupsOff } = scene;
  if (groupsOff.has(groupNames.indexOf("output"))) return;
  const { outputs, endNs } = model.data;
  const rowsEnd = new Map<number, Float32Array>();
  let first = 0;
  let last = outputs.length;
  while (first < last) {
    const middle = (first + last) >>> 1;
    if (outputs[middle]!.producedNs < view.fromNs - model.longestHeldNs) first = middle + 1;
    else last = middle;
  }
  for (let i = first; i < outputs.length && outputs[i]!.producedNs <= view.toNs; i++) {
    const output = outputs[i]!;
    const box = layout.lanes[output.lane]!;
    const right = xAt(output.releasedNs ?? endNs);
    if (box.hidden || right < 0) continue;
    const left = Math.max(-2, xAt(output.producedNs));
    let ends = rowsEnd.get(output.lane);
    if (!ends) rowsEnd.set(output.lane, (ends = new Float32Array(outputsPx.rows).fill(-10)));
    let row = 0;
    while (row < outputsPx.rows - 1 && ends[row]! > left) row++;
    // Nothing new to be seen in this column.
    if (ends[row]! > left && ends[row]! >= right) continue;
    const width = Math.max(2, Math.min(right, widthPx + 2) - left);
    ends[row] = left + width + 1;
    const top = box.topPx + box.heightPx - outputsPx.fromBottom + row * (outputsPx.height + 1);
    context.fillStyle = colours.held;
    context.fillRect(left, top, width, outputsPx.height);
    if (output.acknowledgedNs !== null) {
      const acknowledged = Math.max(left, xAt(output.acknowledgedNs));
      context.fillStyle = colours.acknowledged;
      context.fillRect(acknowledged, top, Math.max(1, left + width - acknowledged), outputsPx.height);
    }
    if (width > 12 && output.releasedNs !== null) {
      context.fillStyle = colours.groups[groupNames.indexOf("output")]!;
      context.fillRect(left + width - 2, top - 1, 2, outputsPx.height + 2);
    }
  }
}
