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

/** The known name that is fewest edits away, if that is near enough to be a slip. */
function nearest(name: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let bestEdits = Math.max(2, Math.floor(name.length / 2)) + 1;
  for (const candidate of known) {
    const edits = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (edits < bestEdits) [best, bestEdits] = [candidate, edits];
  }
  return best;
}

/** Levenshtein's distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
