/** A line of progress for work whose size is known: on a terminal only, on stderr. */
const REFRESH_MS = 200;

export class CountLine {
  readonly #shown: boolean;
  readonly #what: string;
  readonly #startedMs = performance.now();
  #lastMs = 0;

  constructor(what: string, wanted: boolean) {
    this.#what = what;
    this.#shown = wanted && process.stderr.isTTY === true;
  }

  show(done: number, of: number): void {
    const nowMs = performance.now();
    if (!this.#shown || nowMs - this.#lastMs < REFRESH_MS) return;
    this.#lastMs = nowMs;
    const rate = ((done * 1000) / (nowMs - this.#startedMs)).toFixed(1);
    process.stderr.write(`\r\u001b[K${done} of ${of} ${this.#what}, ${rate}/s`);
  }

  clear(): void {
    if (this.#shown) process.stderr.write("\r\u001b[K");
  }
}
