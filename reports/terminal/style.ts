/** Colour, where the terminal shows it and nobody asked for none. */
import { styleText } from "node:util";

// Node's own reading of the terminal and of NO_COLOR, FORCE_COLOR, TERM and CI. The only one: left to validate the
// stream, styleText would decide a second time, and only in some of the Node versions that we support.
const colours = process.stdout.isTTY === true && process.stdout.hasColors();

const style = (format: "red" | "green" | "dim") => (text: string) =>
  colours ? styleText(format, text, { validateStream: false }) : text;

export const bad = style("red");
export const good = style("green");
export const faint = style("dim");
