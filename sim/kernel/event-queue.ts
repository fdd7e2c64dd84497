/**
 * The future: a binary heap of plain events, earliest first, equal times in the order in which they were scheduled.
 * Hot (several hundred events per simulated second): plain loops over one array, measured by `lockstep bench simulation`.
 */
import type { SimulatorEvent } from "./event.ts";

function isBefore(a: SimulatorEvent, b: SimulatorEvent): boolean {
  return a.at < b.at || (a.at === b.at && a.seq < b.seq);
}

export class EventQueue {
  readonly #heap: SimulatorEvent[];

  /** `events` in heap order, as `save` gave them. */
  constructor(events: readonly SimulatorEvent[] = []) {
    this.#heap = [...events];
  }

  get length(): number {
    return this.#heap.length;
  }

  /** In heap order: the first is the earliest, the rest in no order that means anything. */
  get events(): readonly SimulatorEvent[] {
    return this.#heap;
  }

  peek(): SimulatorEvent | undefined {
    return this.#heap[0];
  }

  push(event: SimulatorEvent): void {
    const heap = this.#heap;
    let hole = heap.length;
    heap.push(event);
    while (hole > 0) {
      const parentIndex = (hole - 1) >> 1;
      const parent = heap[parentIndex]!;
      if (!isBefore(event, parent)) break;
      heap[hole] = parent;
      hole = parentIndex;
    }
    heap[hole] = event;
  }

  pop(): SimulatorEvent | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    const length = heap.length;
    if (last === undefined || length === 0) return first;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= length) break;
      if (child + 1 < length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, last)) break;
      heap[hole] = heap[child]!;
      hole = child;
    }
    heap[hole] = last;
    return first;
  }
}
