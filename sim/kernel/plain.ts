/**
 * Plain data: null, booleans, integers, strings, arrays, Maps, objects without a prototype of their own, and
 * `Uint8Array`s. Bytes are never written after they were handed over (core/ports.ts), so copies share them.
 */

/** A deep copy that shares nothing that can change. */
export function copyPlain<T>(value: T): T {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map(copyPlain) as T;
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, copyPlain(item)])) as T;
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) copy[key] = copyPlain(item);
  return copy as T;
}

/** Where two plain values first differ, as a path (`hosts.1.clock.offsetNs: 0, 5`), or null if they are equal. */
export function firstDifference(a: unknown, b: unknown, path = ""): string | null {
  if (Object.is(a, b)) return null;
  const both = typeof a === "object" && typeof b === "object" && a !== null && b !== null;
  if (!both) return `${path}: ${describe(a)}, ${describe(b)}`;
  if (a instanceof Map && b instanceof Map) {
    return firstDifference(Object.fromEntries(a), Object.fromEntries(b), path);
  }
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
    const found = firstDifference(left[key], right[key], path === "" ? key : `${path}.${key}`);
    if (found !== null) return found;
  }
  return null;
}

function describe(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  return Array.isArray(value) ? `${value.length} items` : `{${Object.keys(value).join(", ")}}`;
}
