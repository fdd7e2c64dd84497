/** A run as the page holds it: columns as typed arrays, so that a frame looks only at what it shows. */
import type { RunData } from "../../run-data.ts";

export interface View {
  readonly fromNs: number;
  readonly toNs: number;
}

export interface Filter {
  /** Groups that are switched off, by index. */
  readonly groupsOff: ReadonlySet<number>;
  readonly lanesOff: ReadonlySet<number>;
  readonly query: string;
}

/** Groups of messages, by kind: they are switched with the events that they join. */
const messageGroup = {
  log: "log",
  acknowledgement: "log",
  arbiter: "arbiter",
  request: "client",
  reply: "client",
  disk: "disk",
  state: "role",
} as const;

export type MessageKind = keyof typeof messageGroup;

export class RunModel {
  readonly data: RunData;
  readonly count: number;
  readonly atNs: Float64Array;
  readonly lane: Int16Array;
  readonly group: Uint8Array;
  readonly messages: {
    readonly from: Int32Array;
    readonly to: Int32Array;
    readonly kind: readonly MessageKind[];
    /** No message is under way for longer. */
    readonly longestNs: number;
  };
  readonly longestHeldNs: number;
  #words: string[] | null = null;
  #effects: number[][] | null = null;

  constructor(data: RunData) {
    this.data = data;
    this.count = data.events.atNs.length;
    this.atNs = Float64Array.from(data.events.atNs);
    this.lane = Int16Array.from(data.events.lane);
    this.group = Uint8Array.from(data.events.kind, (kind) => data.kinds[kind]![1]);
    const messages = data.messages.toSorted((a, b) => a.from - b.from);
    let longestNs = 0;
    for (const { from, to } of messages) longestNs = Math.max(longestNs, this.atNs[to]! - this.atNs[from]!);
    this.messages = {
      from: Int32Array.from(messages, ({ from }) => from),
      to: Int32Array.from(messages, ({ to }) => to),
      kind: messages.map(({ kind }) => kind),
      longestNs,
    };
    let heldNs = 0;
    for (const { producedNs, releasedNs } of data.outputs)
      heldNs = Math.max(heldNs, (releasedNs ?? data.endNs) - producedNs);
    this.longestHeldNs = heldNs;
  }

  kindName(seq: number): string {
    return this.data.kinds[this.data.events.kind[seq]!]![0];
  }

  /** First event at or after a time. */
  firstAt(ns: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.atNs[middle]! < ns) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** First message that was sent by an event at or after this one. */
  firstMessage(seq: number): number {
    let low = 0;
    let high = this.messages.from.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.messages.from[middle]! < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** By event: 1 if the filter lets it through. */
  shown({ groupsOff, lanesOff, query }: Filter): Uint8Array {
    const shown = new Uint8Array(this.count);
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length > 0) this.#words ??= this.data.events.text.map((text) => text.toLowerCase());
    for (let seq = 0; seq < this.count; seq++) {
      if (groupsOff.has(this.group[seq]!) || lanesOff.has(this.lane[seq]!)) continue;
      if (words.length > 0 && !words.every((word) => this.#words![seq]!.includes(word))) continue;
      shown[seq] = 1;
    }
    return shown;
  }

  messageGroup(index: number): string {
    return messageGroup[this.messages.kind[index]!];
  }

  effects(seq: number): readonly number[] {
    if (!this.#effects) {
      this.#effects = Array.from({ length: this.count }, () => []);
      for (const [effect, causes] of this.data.events.causes.entries()) {
        for (const cause of causes) this.#effects[cause]!.push(effect);
      }
    }
    return this.#effects[seq]!;
  }

  /** The next event, in either direction, that the filter lets through; null if there is none. */
  step(seq: number, direction: 1 | -1, shown: Uint8Array): number | null {
    for (let next = seq + direction; next >= 0 && next < this.count; next += direction) if (shown[next]) return next;
    return null;
  }
}

/** A view inside the run, never narrower than some events can be told apart. */
export function clampView(view: View, endNs: number): View {
  const spanNs = Math.min(Math.max(view.toNs - view.fromNs, 2_000), endNs * 1.02);
  const marginNs = endNs * 0.01;
  const fromNs = Math.min(Math.max((view.fromNs + view.toNs - spanNs) / 2, -marginNs), endNs + marginNs - spanNs);
  return { fromNs, toNs: fromNs + spanNs };
}

export function zoom(view: View, factor: number, aroundNs: number, endNs: number): View {
  return clampView(
    { fromNs: aroundNs - (aroundNs - view.fromNs) * factor, toNs: aroundNs + (view.toNs - aroundNs) * factor },
    endNs,
  );
}

export function pan(view: View, byNs: number, endNs: number): View {
  return clampView({ fromNs: view.fromNs + byNs, toNs: view.toNs + byNs }, endNs);
}
