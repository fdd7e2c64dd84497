import { nearest } from "../sim/nearest.ts";

/** A mistake of the user: one line that names the value, what was expected and the nearest valid name. Exit code 2. */
export class UsageError extends Error {}

/** The harness itself broke, or was not deterministic. Exit code 3. */
export class HarnessError extends Error {}

/** Looks up a name; when there is none, says so and suggests. `what` reads "scenario", `known` are the valid names. */
export function named<Thing extends { readonly name: string }>(
  what: string,
  name: string,
  known: readonly Thing[],
): Thing {
  const found = known.find((thing) => thing.name === name);
  if (found) return found;
  throw new UsageError(
    unknownName(
      what,
      name,
      known.map((thing) => thing.name),
    ),
  );
}

export function unknownName(what: string, name: string, known: readonly string[]): string {
  const close = nearest(name, known);
  const rest = known.length === 0 ? "there is none" : `expected one of ${known.join(", ")}`;
  return `unknown ${what} "${name}": ${close ? `did you mean ${close}?` : rest}`;
}
