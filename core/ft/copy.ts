/** A copy of plain data. Byte arrays are shared: nobody writes to them once they stand in a state. */
export function copyPlain<T>(value: T): T {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(copyPlain) as T;
  const copy: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(value)) copy[key] = copyPlain(part);
  return copy as T;
}
