/** A suite: one question, and the figures that answer it. One file each, listed in index.ts. */
import type { Measured } from "../figure.ts";

export interface Suite {
  readonly name: string;
  readonly title: string;
  /** How it is measured, for the document. */
  readonly method: string;
  /** `quick`: fewer and shorter turns, for CI; the figures are the same ones. */
  measure(quick: boolean): Promise<Measured>;
}
