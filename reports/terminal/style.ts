/** Colour, where the terminal shows it and nobody asked for none (NO_COLOR). */
import { styleText } from "node:util";

const colours = process.stdout.isTTY === true && !process.env["NO_COLOR"] && process.env["TERM"] !== "dumb";

const style = (format: "red" | "green" | "dim") => (text: string) => (colours ? styleText(format, text) : text);

export const bad = style("red");
export const good = style("green");
export const faint = style("dim");
