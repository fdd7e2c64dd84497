/** What every layer of the diagram draws with. */
import { groups } from "../../../run-data.ts";
import type { Colours } from "../colours.ts";
import type { Layout } from "../layout.ts";
import type { RunModel, View } from "../model.ts";

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

export interface Brush {
  readonly context: CanvasRenderingContext2D;
  readonly scene: Scene;
  /** Where a time lies in the view, in CSS pixels. */
  readonly xAt: (atNs: number) => number;
}

/** Most events that are drawn in one column of a lane. */
export const stackMax = 6;
export const groupNames: readonly string[] = groups.map(([name]) => name);

/** As much of the text as fits, or nothing. */
export function fit(context: CanvasRenderingContext2D, text: string, widthPx: number): string {
  if (widthPx < 14) return "";
  if (context.measureText(text).width <= widthPx) return text;
  const letters = Math.floor(widthPx / 6.2) - 1;
  return letters < 3 ? "" : `${text.slice(0, letters)}…`;
}
