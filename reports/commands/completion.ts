/** What a shell offers after a half-written command line: derived from the table of commands and the lists. */
import yargs from "yargs";
import { lists } from "../terminal/lists.ts";
import { options, type OptionName } from "./options.ts";
import { commands, type Command } from "./table.ts";

/** Prints the script for the shell that `SHELL` names; it asks for what to offer. */
export const command: Command = async () => {
  yargs([]).scriptName("lockstep").showCompletionScript();
  return 0;
};

/** `words` after the program's name; the last is the one to complete. Nothing: the shell offers files. */
export async function completions(words: readonly string[]): Promise<readonly string[]> {
  const current = words.at(-1) ?? "";
  const row = words.length > 1 ? commands.find(({ name }) => name === words[0]) : undefined;
  const offered = row ? await afterCommand(row, words.slice(1, -1), current) : commands.map(({ name }) => name);
  return offered.filter((word) => word.startsWith(current));
}

async function afterCommand(
  row: (typeof commands)[number],
  before: readonly string[],
  current: string,
): Promise<readonly string[]> {
  const option = before.at(-1)?.startsWith("--") ? (before.at(-1)!.slice(2) as OptionName) : null;
  if (option !== null && option in options && "value" in options[option]) return valuesOf(option);
  if (current.startsWith("-")) return [...row.options, "quiet", "help"].map((name) => `--${name}`);
  const word = row.operands.split(" ")[before.filter((one) => !one.startsWith("-")).length] ?? row.operands;
  if (word.includes("scenario")) return namesOf("scenarios");
  if (word.includes("mutant")) return namesOf("mutants");
  if (word === "[what]") return lists.map(({ name }) => name);
  return word === "<action>" ? ["build", "list"] : [];
}

function valuesOf(option: OptionName): Promise<readonly string[]> | readonly string[] {
  switch (option) {
    case "mutant":
      return namesOf("mutants");
    case "set":
      return namesOf("settings").then((names) => [...new Set(names)].map((name) => `${name}=`));
    case "regime":
      return ["bounded", "unbounded", "corrupting"];
    case "fault":
      return import("../../properties/injections.ts").then(({ injections }) => Object.keys(injections));
    case "faults":
      return ["none"];
    default:
      return [];
  }
}

async function namesOf(list: string): Promise<readonly string[]> {
  const rows = (await lists.find(({ name }) => name === list)?.rows()) ?? [];
  return rows.map(({ name }) => name);
}
