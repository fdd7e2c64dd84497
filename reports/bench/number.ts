/** Three significant digits are what a benchmark can promise; whole numbers above that. */
export function figureText(value: number): string {
  const size = Math.abs(value);
  return size >= 100 || value === 0 ? Math.round(value).toLocaleString("en") : Number(value.toPrecision(3)).toString();
}
