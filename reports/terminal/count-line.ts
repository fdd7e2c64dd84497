/** A line of progress for work whose size is known. */
import { StatusLine } from "./status-line.ts";

export class CountLine {
  readonly #line: StatusLine;
  readonly #what: string;
  readonly #startedMs = performance.now();

  constructor(what: string, wanted: boolean) {
    this.#what = what;
    this.#line = new StatusLine(wanted);
  }

  show(done: number, of: number): void {
    const rate = ((done * 1000) / (performance.now() - this.#startedMs)).toFixed(1);
    this.#line.show(`${done} of ${of} ${this.#what}, ${rate}/s`);
  }

  clear(): void {
    this.#line.clear();
  }
}
