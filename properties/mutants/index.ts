/** Every mutant, in the order of the checklist of behaviours. */
import { isPath, loadModule } from "../spec.ts";
import { UsageError, named } from "../usage-error.ts";
import type { Mutant } from "./mutant.ts";

export const mutants: readonly Mutant[] = [];

/** A built-in mutant by its id, or a user's by the path of its module. */
export async function mutantNamed(id: string): Promise<Mutant> {
  if (!isPath(id))
    return named(
      "mutant",
      id,
      mutants.map((mutant) => ({ ...mutant, name: mutant.id })),
    );
  const mutant = (await loadModule("mutant", id)) as Partial<Mutant>;
  if (typeof mutant.parts !== "object")
    throw new UsageError(`${id}: its default export has no parts; expected a mutant`);
  return { row: "-", about: "", property: "", scenario: "", ...mutant, parts: mutant.parts, id };
}
