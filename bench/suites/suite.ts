/** A suite: one question, and the figures that answer it. One file each, listed in index.ts. */
import type { Figure } from "../figure.ts";

/** What a part is told, and whom it tells. */
export interface Turn {
  /** Fewer and shorter turns, for CI; the figures are the same ones. */
  readonly quick: boolean;
  /** Something that cannot be measured here, and what is missing for it. */
  readonly missing: (what: string) => void;
  /** Something that should have been measured and broke, and how. */
  readonly failed: (what: string) => void;
  /** How far it has come, for whoever waits. */
  readonly progress: (text: string) => void;
}

/** Figures that are measured together. Where it throws, they are named as not measured and the suite goes on. */
export interface Part {
  readonly name: string;
  measure(turn: Turn): readonly Figure[] | Promise<readonly Figure[]>;
}

export interface Suite {
  readonly name: string;
  readonly title: string;
  /** How it is measured, for the document. */
  readonly method: string;
  readonly parts: readonly Part[];
}
