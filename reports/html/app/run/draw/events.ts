/** Events as dots, stacked where they share a column. */
import { groups } from "../../../run-data.ts";
import { stackMax, type Brush, type Drawn } from "./brush.ts";

/** Names beside events, those of one moment together, where there is room until the next of their lane. */
function drawLabels(brush: Brush, drawn: Drawn): void {
  const { context, scene } = brush;
  const { model, layout, widthPx, colours } = scene;
  const next = new Map<number, { x: number; names: string[]; roomPx: number }>();
  const put = (lane: number, { x, names, roomPx }: { x: number; names: string[]; roomPx: number }) => {
    const several = `${names[0]} +${names.length - 1}`;
    const text = [names.join(" · "), several].find((words) => context.measureText(words).width <= roomPx) ?? "";
    const lift = Math.min(names.length, 3) * 3 + 5;
    context.fillText(text, x + 6, layout.lanes[lane]!.eventsPx - lift);
  };
  context.fillStyle = colours.muted;
  for (let i = drawn.count - 1; i >= 0; i--) {
    const seq = drawn.seq[i]!;
    const lane = model.lane[seq]!;
    const x = drawn.x[i]!;
    const later = next.get(lane);
    const name = model.kindName(seq);
    if (later && later.x - x < 4) {
      if (!later.names.includes(name)) later.names.unshift(name);
      continue;
    }
    if (later) put(lane, later);
    next.set(lane, { x, names: [name], roomPx: (later?.x ?? widthPx) - x - 12 });
  }
  for (const [lane, label] of next) put(lane, label);
}

export function drawEvents(brush: Brush): Drawn {
  const { context, scene, xAt } = brush;
  const { model, layout, view, widthPx, shown, colours } = scene;
  const first = model.firstAt(view.fromNs);
  const last = model.firstAt(view.toNs + 1);
  const columns = widthPx + 1;
  const stacked = new Uint8Array(columns * layout.lanes.length);
  const most = Math.min(last - first, stacked.length * stackMax);
  const drawn = { seq: new Int32Array(most), x: new Float32Array(most), y: new Float32Array(most), count: 0 };
  const perGroup = groups.map(() => new Path2D());
  const sparse = last - first < 1500;
  for (let seq = first; seq < last; seq++) {
    if (!shown[seq]) continue;
    const lane = model.lane[seq]!;
    const x = xAt(model.atNs[seq]!);
    const cell = lane * columns + Math.floor(x);
    const level = stacked[cell]!;
    const box = layout.lanes[lane]!;
    const reach = sparse ? 5 : 3;
    if (level >= Math.min(stackMax, box.heightPx / reach - 1)) continue;
    stacked[cell] = level + 1;
    // Stacked upwards and downwards in turn from the lane's line.
    const y = box.hidden ? box.eventsPx : box.eventsPx + (level % 2 === 0 ? -1 : 1) * Math.ceil(level / 2) * reach;
    const path = perGroup[model.group[seq]!]!;
    if (sparse) {
      path.moveTo(x + 2.8, y);
      path.arc(x, y, 2.8, 0, 7);
    } else path.rect(x - 1, y - 1, 2, 2.5);
    drawn.seq[drawn.count] = seq;
    drawn.x[drawn.count] = x;
    drawn.y[drawn.count] = y;
    drawn.count++;
  }
  // Rare kinds last, on top of the crowd.
  for (let group = groups.length - 1; group >= 0; group--) {
    context.fillStyle = colours.groups[group]!;
    context.fill(perGroup[group]!);
  }
  if (last - first < 400) drawLabels(brush, drawn);
  return drawn;
}
