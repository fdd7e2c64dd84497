import { UsageError, named, unknownName } from "../../properties/usage-error.ts";
import { howToBring, prepareGuest } from "../../scenarios/guests/linux/prepare.ts";
import { provenance } from "../../scenarios/guests/linux/manifest.ts";
import { preparedGuest } from "../../scenarios/guests/linux/prepared.ts";
import type { Recipe } from "../../scenarios/guests/linux/recipe.ts";
import { recipes } from "../../scenarios/guests/linux/recipes.ts";
import type { Command } from "./table.ts";

export const command: Command = async ({ operands, json = false, quiet = false }) => {
  const [what, name] = operands;
  if (what !== "build" && what !== "list")
    throw new UsageError(unknownName("command of guest", what!, ["build", "list"]));
  const chosen = name === undefined ? recipes : [named("guest made from packages", name, recipes)];
  if (what === "build") for (const recipe of chosen) await build(recipe, quiet);
  const guests = chosen.map((recipe) => ({ recipe, files: preparedGuest(recipe) }));
  if (json) console.log(JSON.stringify(guests.map(({ recipe, files }) => asJson(recipe, files))));
  else if (!quiet) for (const { recipe, files } of guests) console.log(line(recipe, files));
  return 0;
};

/** What is missing (a package, a program) is for the user to provide. */
async function build(recipe: Recipe, quiet: boolean): Promise<void> {
  const onStep = (step: string): void => {
    if (!quiet)
      process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${recipe.name}: ${step}` : `${recipe.name}: ${step}\n`);
  };
  try {
    await prepareGuest(recipe, onStep);
  } catch (error) {
    throw new UsageError(`guest build: ${(error as Error).message}\n${howToBring(recipe)}`);
  } finally {
    if (!quiet && process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  }
}

function asJson(recipe: Recipe, files: ReturnType<typeof preparedGuest>): object {
  const { name, about, commandLine: append } = recipe;
  return { name, about, prepared: files !== null, ...files, append, ...(files && { made: provenance(name, files) }) };
}

function line(recipe: Recipe, files: ReturnType<typeof preparedGuest>): string {
  if (files === null) return `${recipe.name}: ${recipe.about}; not prepared (lockstep guest build ${recipe.name})`;
  const boot = `lockstep boot ${files.kernel} --initrd ${files.initrd} --ram ${recipe.ramBytes >> 20}M --net`;
  return `${recipe.name}: ${recipe.about}; ${provenance(recipe.name, files)}\n  ${boot} --append '${recipe.commandLine}'`;
}
