/**
 * Draws what the view shows and nothing else. Cost is bounded by pixels, not by events: in one column of one lane at
 * most `stackMax` events are drawn, and one arrow per column and pair of lanes.
 */
import { groups } from "../../run-data.ts";
import { generationColour, roleLook, type Colours } from "./colours.ts";
import { axisPx, faultBox, outputsPx, rolePx, type Layout } from "./layout.ts";
import type { RunModel, View } from "./model.ts";
import { ticks } from "./time.ts";

export interface Scene {
  readonly model: RunModel;
  readonly layout: Layout;
  readonly view: View;
  readonly widthPx: number;
  readonly shown: Uint8Array;
  readonly groupsOff: ReadonlySet<number>;
  readonly selected: number | null;
  /** Everything that led to the selected event. */
  readonly chain: readonly number[];
  readonly violations: readonly number[];
  readonly colours: Colours;
}

/** Where events were drawn, to find the one under the pointer. */
export interface Drawn {
  readonly seq: Int32Array;
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly count: number;
}

const stackMax = 6;
const font = "11px system-ui, sans-serif";
const groupNames = groups.map(([name]) => name as string);

export function xOf(view: View, widthPx: number, atNs: number): number {
  return ((atNs - view.fromNs) / (view.toNs - view.fromNs)) * widthPx;
}

function fit(context: CanvasRenderingContext2D, text: string, widthPx: number): string {
  if (widthPx < 14) return "";
  if (context.measureText(text).width <= widthPx) return text;
  const letters = Math.floor(widthPx / 6.2) - 1;
  return letters < 3 ? "" : `${text.slice(0, letters)}…`;
}

class Painter {
  readonly #context: CanvasRenderingContext2D;
  readonly #scene: Scene;

  constructor(context: CanvasRenderingContext2D, scene: Scene) {
    this.#context = context;
    this.#scene = scene;
  }

  paint(): Drawn {
    const { widthPx, layout } = this.#scene;
    this.#context.clearRect(0, 0, widthPx, layout.heightPx);
    this.#context.font = font;
    this.#context.textBaseline = "middle";
    this.#axis();
    this.#lanes();
    this.#faults();
    this.#hosts();
    this.#roles();
    this.#outputs();
    this.#messages();
    const drawn = this.#events();
    this.#chain();
    this.#violations();
    return drawn;
  }

  #x(atNs: number): number {
    return xOf(this.#scene.view, this.#scene.widthPx, atNs);
  }

  #axis(): void {
    const { view, widthPx, layout, colours } = this.#scene;
    const context = this.#context;
    for (const { atNs, label } of ticks(view.fromNs, view.toNs, widthPx / 110)) {
      const x = Math.round(this.#x(atNs)) + 0.5;
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

  #lanes(): void {
    const { layout, widthPx, colours, model } = this.#scene;
    const context = this.#context;
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

  #faults(): void {
    const { model, layout, view, widthPx, colours, groupsOff } = this.#scene;
    const context = this.#context;
    const colour = colours.groups[0]!;
    /** By row: where the next band begins. Faults come in the order of their times. */
    const nextLeft = new Map<number, number>();
    /** By fault: where the band before it in its row ends. */
    const rowBusy: number[] = [];
    const busyUntil = model.data.faults.map(({ toNs }, index) => {
      const row = layout.faultRow[index]!;
      const before = rowBusy[row] ?? 0;
      rowBusy[row] = this.#x(toNs);
      return before;
    });
    for (let index = model.data.faults.length - 1; index >= 0; index--) {
      const fault = model.data.faults[index]!;
      if (groupsOff.has(0) || fault.toNs < view.fromNs - (view.toNs - view.fromNs) || fault.fromNs > view.toNs)
        continue;
      const left = this.#x(fault.fromNs);
      const right = Math.max(left + 3, this.#x(fault.toNs));
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
      if (place !== null && place > -words && right > 0)
        context.fillText(reading, place + 5, topPx + heightPx / 2 + 0.5);
    }
  }

  #hosts(): void {
    const { model, layout, view, colours } = this.#scene;
    const context = this.#context;
    for (const { host, state, fromNs, toNs } of model.data.hosts) {
      if (toNs < view.fromNs || fromNs > view.toNs) continue;
      const lane = model.data.lanes.findIndex(({ id }) => id === `host:${host}`);
      const box = layout.lanes[lane]!;
      if (box.hidden) continue;
      const left = Math.max(-2, this.#x(fromNs));
      const width = Math.max(2, this.#x(toNs) - left);
      context.globalAlpha = state === "up" ? 0.22 : 0.75;
      context.fillStyle = state === "up" ? colours.muted : state === "paused" ? colours.held : colours.danger;
      context.beginPath();
      context.roundRect(left, box.topPx + 6, width, 6, 3);
      context.fill();
      context.globalAlpha = 1;
      if (state !== "up" && width > 44) {
        context.fillStyle = colours.panel;
        context.fillRect(left + 10, box.topPx + 3, context.measureText(state).width + 8, 12);
        context.fillStyle = state === "paused" ? colours.held : colours.danger;
        context.fillText(state, left + 14, box.topPx + 9.5);
      }
    }
  }

  #roles(): void {
    const { model, layout, view, widthPx, colours } = this.#scene;
    const context = this.#context;
    for (const { lane, phase, generation, replica, fromNs, toNs } of model.data.roles) {
      const box = layout.lanes[lane]!;
      if (toNs < view.fromNs || fromNs > view.toNs || box.hidden) continue;
      const left = Math.max(-3, this.#x(fromNs));
      const width = Math.max(2, Math.min(widthPx + 3, this.#x(toNs)) - left);
      const top = box.topPx + rolePx.top;
      const look = roleLook(phase);
      const colour = look === "idle" ? colours.muted : generationColour(colours, generation);
      context.fillStyle = colour;
      context.strokeStyle = colour;
      context.globalAlpha = look === "primary" ? 0.95 : look === "backup" ? 0.26 : 0.13;
      context.beginPath();
      context.roundRect(left, top, width, rolePx.height, Math.min(4, width / 2));
      context.fill();
      context.globalAlpha = look === "primary" ? 0.07 : look === "backup" ? 0.04 : 0;
      context.fillRect(left, top + rolePx.height, width, box.heightPx - rolePx.top - rolePx.height);
      context.globalAlpha = 1;
      if (look === "between" && width > 3) {
        context.setLineDash([4, 3]);
        context.strokeRect(left + 0.5, top + 0.5, width - 1, rolePx.height - 1);
        context.setLineDash([]);
      }
      context.fillStyle = look === "primary" ? colours.panel : look === "idle" ? colours.muted : colours.ink;
      const words = look === "idle" ? `${replica} · ${phase}` : `${replica} · ${phase} · generation ${generation}`;
      const text = fit(context, words, width - 12) || fit(context, phase, width - 12);
      context.fillText(text, Math.max(left, 0) + 6, top + rolePx.height / 2 + 0.5);
    }
  }

  #outputs(): void {
    const { model, layout, view, widthPx, colours, groupsOff } = this.#scene;
    if (groupsOff.has(groupNames.indexOf("output"))) return;
    const context = this.#context;
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
      const right = this.#x(output.releasedNs ?? endNs);
      if (box.hidden || right < 0) continue;
      const left = Math.max(-2, this.#x(output.producedNs));
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
        const acknowledged = Math.max(left, this.#x(output.acknowledgedNs));
        context.fillStyle = colours.acknowledged;
        context.fillRect(acknowledged, top, Math.max(1, left + width - acknowledged), outputsPx.height);
      }
      if (width > 12 && output.releasedNs !== null) {
        context.fillStyle = colours.groups[groupNames.indexOf("output")]!;
        context.fillRect(left + width - 2, top - 1, 2, outputsPx.height + 2);
      }
    }
  }

  #messages(): void {
    const { model, layout, view, widthPx, shown, colours } = this.#scene;
    const context = this.#context;
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
      const x0 = this.#x(model.atNs[start]!);
      const x1 = this.#x(model.atNs[end]!);
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

  #events(): Drawn {
    const { model, layout, view, widthPx, shown, colours } = this.#scene;
    const context = this.#context;
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
      const x = this.#x(model.atNs[seq]!);
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
    if (last - first < 400) this.#labels(drawn);
    return drawn;
  }

  /** Names beside events, those of one moment together, where there is room until the next of their lane. */
  #labels(drawn: Drawn): void {
    const { model, layout, widthPx, colours } = this.#scene;
    const context = this.#context;
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

  #chain(): void {
    const { model, layout, chain, selected, colours } = this.#scene;
    if (selected === null) return;
    const context = this.#context;
    const inChain = new Set(chain);
    const y = (seq: number) => layout.lanes[model.lane[seq]!]!.eventsPx;
    context.strokeStyle = colours.accent;
    context.lineWidth = 2;
    context.beginPath();
    for (const seq of chain) {
      for (const cause of model.data.events.causes[seq]!) {
        if (!inChain.has(cause)) continue;
        context.moveTo(this.#x(model.atNs[cause]!), y(cause));
        context.lineTo(this.#x(model.atNs[seq]!), y(seq));
      }
    }
    context.stroke();
    context.fillStyle = colours.panel;
    for (const seq of chain) {
      context.beginPath();
      context.arc(this.#x(model.atNs[seq]!), y(seq), seq === selected ? 6 : 3.5, 0, 7);
      context.fill();
      context.stroke();
    }
    context.fillStyle = colours.accent;
    context.beginPath();
    context.arc(this.#x(model.atNs[selected]!), y(selected), 3, 0, 7);
    context.fill();
    context.lineWidth = 1;
  }

  #violations(): void {
    const { model, layout, violations, colours } = this.#scene;
    const context = this.#context;
    const columns = new Set<number>();
    for (const seq of violations) {
      const x = Math.round(this.#x(model.atNs[seq]!)) + 0.5;
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
}

export function draw(context: CanvasRenderingContext2D, scene: Scene): Drawn {
  return new Painter(context, scene).paint();
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
