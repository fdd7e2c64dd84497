/** Messages as arrows from lane to lane. */
import { groupNames, type Brush } from "./brush.ts";

export function drawMessages(brush: Brush): void {
  const { context, scene, xAt } = brush;
  const { model, layout, view, widthPx, shown, colours } = scene;
  const { from, to, longestNs } = model.messages;
  const near = new Map<string, Path2D>();
  const apart = new Map<string, Path2D>();
  /** By pair of lanes: where its last arrow began. */
  const lastX = new Map<number, number>();
  for (let i = model.firstMessage(model.firstAt(view.fromNs - longestNs)); i < from.length; i++) {
    const start = from[i]!;
    const end = to[i]!;
    if (model.atNs[start]! > view.toNs) break;
    if (model.atNs[end]! < view.fromNs || !shown[start] || !shown[end]) continue;
    const x0 = xAt(model.atNs[start]!);
    const x1 = xAt(model.atNs[end]!);
    const pair = model.lane[start]! * layout.lanes.length + model.lane[end]!;
    const gap = x0 - (lastX.get(pair) ?? -Infinity);
    // One arrow in a column is enough; where they crowd they are faint and have no heads.
    if (gap < 1) continue;
    lastX.set(pair, x0);
    const y0 = layout.lanes[model.lane[start]!]!.eventsPx;
    const y1 = layout.lanes[model.lane[end]!]!.eventsPx;
    if (y0 === y1) continue;
    const group = model.messageGroup(i);
    const paths = gap < 5 ? near : apart;
    const path = paths.get(group) ?? new Path2D();
    paths.set(group, path);
    // Arrows that leave the screen are cut: canvases are slow with far coordinates.
    const left = Math.max(x0, -widthPx);
    const right = Math.min(x1, 2 * widthPx);
    const at = (x: number) => (x1 === x0 ? y1 : y0 + ((y1 - y0) * (x - x0)) / (x1 - x0));
    path.moveTo(left, left === x0 ? y0 : at(left));
    path.lineTo(right, right === x1 ? y1 : at(right));
    if (paths === near || right !== x1) continue;
    const angle = Math.atan2(y1 - y0, x1 - x0);
    const tip = { x: x1 - 4 * Math.cos(angle), y: y1 - 4 * Math.sin(angle) };
    for (const turn of [0.45, -0.45]) {
      path.moveTo(tip.x, tip.y);
      path.lineTo(tip.x - 7 * Math.cos(angle + turn), tip.y - 7 * Math.sin(angle + turn));
    }
  }
  for (const [paths, lineWidth, alpha] of [
    [near, 0.5, 0.22],
    [apart, 1.25, 0.75],
  ] as const) {
    context.lineWidth = lineWidth;
    context.globalAlpha = alpha;
    for (const [group, path] of paths) {
      context.strokeStyle = colours.groups[groupNames.indexOf(group)]!;
      context.stroke(path);
    }
  }
  context.globalAlpha = 1;
  context.lineWidth = 1;
}
