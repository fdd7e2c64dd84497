/**
 * A history, as a string: the boot's number, then two characters an item. `FD` is a frame, `wD` and `vD` are writes to
 * block 0 and 1, `oD` is the power-off; `D` names the execution that chose it, for every step that was not replayed is
 * taken to differ (the worst case of non-determinism). `c3` is the completion entry of the write at item 3.
 *
 * An output is the history up to and including itself, so "two executions part" is "neither is a prefix of the other".
 */
export type History = string;

export type ItemKind = "F" | "w" | "v" | "o" | "c";

export const powerOn: History = "0";

export const itemCount = (history: History): number => (history.length - 1) / 2;

export const kindAt = (history: History, item: number): ItemKind => history[1 + 2 * item] as ItemKind;

/** The history up to and including this item. */
export const through = (history: History, item: number): History => history.slice(0, 3 + 2 * item);

/** The history's first `count` items. */
export const first = (history: History, count: number): History => history.slice(0, 1 + 2 * count);

export const isWrite = (kind: ItemKind): kind is "w" | "v" => kind === "w" || kind === "v";

export const blockOf = (kind: "w" | "v"): 0 | 1 => (kind === "w" ? 0 : 1);

export const isCompleted = (history: History, item: number): boolean => history.includes(`c${item}`);

/** The item that is the completion entry of the write at `item`. */
export const completionOf = (history: History, item: number): number => (history.indexOf(`c${item}`) - 1) / 2;

/** How much of the guest's program is done. */
export function executedCount(history: History): number {
  let count = 0;
  for (let item = 0; item < itemCount(history); item++) {
    const kind = kindAt(history, item);
    if (kind === "F" || isWrite(kind)) count++;
  }
  return count;
}

export const isPoweredOff = (history: History): boolean => history.includes("o");

export const areRelated = (a: History, b: History): boolean => a.startsWith(b) || b.startsWith(a);

/** Items of writes that the guest does not know to be done. */
export function unfinishedWrites(history: History): readonly number[] {
  const items: number[] = [];
  for (let item = 0; item < itemCount(history); item++)
    if (isWrite(kindAt(history, item)) && !isCompleted(history, item)) items.push(item);
  return items;
}
