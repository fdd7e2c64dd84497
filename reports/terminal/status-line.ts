/** One line that says how far something long has come. On a terminal only, on stderr: it never mixes with results. */

/** Between two updates of the line. */
const REFRESH_MS = 200;

export class StatusLine {
  readonly #shown: boolean;
  #lastMs = performance.now();

  constructor(wanted: boolean) {
    this.#shown = wanted && process.stderr.isTTY === true;
  }

  show(text: string): void {
    const nowMs = performance.now();
    if (!this.#shown || nowMs - this.#lastMs < REFRESH_MS) return;
    this.#lastMs = nowMs;
    process.stderr.write(`\r\u001b[K${text}`);
  }

  /** Whatever came just before: what follows takes long and does not say how far it is. */
  announce(text: string): void {
    this.#lastMs = -Infinity;
    this.show(text);
  }

  clear(): void {
    if (this.#shown) process.stderr.write("\r\u001b[K");
  }
}
