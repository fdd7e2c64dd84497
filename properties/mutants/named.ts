/** A mutant by what a user calls it. The mutants themselves, one module each, are loaded only where one is wanted. */
import { isPath, loadModule } from "../spec.ts";
import { UsageError, named } from "../usage-error.ts";
import type { AnyMutant } from "./mutant.ts";

/** A built-in mutant by its id, or a user's by the path of its module. */
export async function mutantNamed(id: string): Promise<AnyMutant> {
  if (!isPath(id)) {
    const { mutants } = await import("./index.ts");
    return named(
      "mutant",
      id,
      mutants.map((mutant) => ({ ...mutant, name: mutant.id })),
    );
  }
  const mutant = (await loadModule("mutant", id)) as Partial<AnyMutant>;
  if (typeof mutant.parts !== "object")
    throw new UsageError(`${id}: its default export has no parts; expected a mutant`);
  return { row: "-", about: "", situation: "", property: "", scenario: "", ...mutant, parts: mutant.parts, id };
}
