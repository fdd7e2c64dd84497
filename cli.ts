#!/usr/bin/env node
/** The command line: parses, calls, sets the exit code. What commands there are stands in reports/commands/table.ts. */
import yargs, { type Argv } from "yargs";
import { options, parseOption, type Arguments, type OptionName } from "./reports/commands/options.ts";
import { commands, type Row } from "./reports/commands/table.ts";
import { HarnessError, UsageError, unknownName } from "./properties/usage-error.ts";
import { description, version } from "./properties/version.ts";

function build(parser: Argv, row: Row): Argv {
  let built = parser.usage(`${row.about}\n\nlockstep ${row.name} ${row.operands}`.trimEnd());
  for (const name of [...row.options, "quiet"] as const) {
    const { about, ...rest } = options[name];
    const type = "parse" in rest ? "string" : "boolean";
    const help = "value" in rest ? `${rest.value}: ${about}` : about;
    built = built.option(name, { type, describe: help, ...("repeated" in rest ? { array: true, nargs: 1 } : {}) });
  }
  for (const [command, meaning] of row.examples) built = built.example(command, meaning);
  return built;
}

/** All are optional to yargs: what is missing is said in our own words. */
function operandNames(row: Row): readonly string[] {
  return row.operands.match(/[\w-]+/g) ?? [];
}

/** What the user gave, checked against the command's row. */
function understand(row: Row, argv: Readonly<Record<string, unknown>>): Arguments {
  const known: readonly OptionName[] = [...row.options, "quiet"];
  const given: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(argv)) {
    if (["_", "$0", "help", "version", ...operandNames(row)].includes(key) || value === undefined) continue;
    const name = known.find((option) => option === key);
    if (!name)
      throw new UsageError(
        `${unknownName(
          "option",
          `--${key}`,
          known.map((option) => `--${option}`),
        )}`,
      );
    given[name] = parseOption(name, value);
  }
  for (const [a, b] of row.conflicts ?? [])
    if (a in given && b in given) throw new UsageError(`--${a} and --${b} contradict each other: give one of them`);
  const [, ...surplus] = argv["_"] as readonly unknown[];
  const operands = [...operandNames(row).map((name) => argv[name] ?? []), surplus].flat().map(String);
  const words = row.operands === "" ? [] : row.operands.split(" ");
  const needed = words.filter((word) => word.startsWith("<")).length;
  if (operands.length < needed)
    throw new UsageError(`${row.name} needs ${words[operands.length]}: lockstep ${row.name} ${row.operands}`);
  if (operands.length > words.length && !row.operands.includes(".."))
    throw new UsageError(`unexpected "${operands[words.length]}": lockstep ${row.name} ${row.operands}`);
  return { ...given, operands } as Arguments;
}

/** How the script of `lockstep completion` asks what may follow: the words so far come after it, the program's name first. */
const COMPLETE = "--get-yargs-completions";

async function main(args: readonly string[]): Promise<number> {
  if (args[0] === COMPLETE) {
    const { completions } = await import("./reports/commands/completion.ts");
    console.log((await completions(args.slice(2))).join("\n"));
    return 0;
  }
  let exitCode = 0;
  let parser = yargs([...args])
    .scriptName("lockstep")
    .parserConfiguration({
      "camel-case-expansion": false,
      "boolean-negation": false,
      "parse-positional-numbers": false,
      "parse-numbers": false,
    })
    .usage(`${description}\n\nlockstep <command>`)
    .version(version)
    .help()
    .alias("help", "h")
    .wrap(Math.min(120, process.stdout.columns || 120))
    .exitProcess(false)
    .epilogue(
      "lockstep run       one seeded run, told in a few lines\nlockstep check     a campaign: many runs, shrunk findings\nlockstep <command> --help  its options, with examples\n\nExit codes: 0 all held, 1 a finding, 2 wrong use, 3 the harness broke or was not deterministic, 130 interrupted.",
    )
    .fail((message, error) => {
      throw error ?? new UsageError(message);
    });
  for (const row of commands)
    parser = parser.command(
      `${row.name} ${row.operands.replaceAll("<", "[").replaceAll(">", "]")}`.trimEnd(),
      row.about,
      (command) => build(command, row),
      async (argv) => {
        const given = understand(row, argv);
        exitCode = await (await row.load()).command(given);
      },
    );
  const named = args[0]?.startsWith("-") ? undefined : args[0];
  if (named !== undefined && !commands.some(({ name }) => name === named))
    throw new UsageError(
      unknownName(
        "command",
        named,
        commands.map(({ name }) => name),
      ),
    );
  if (named === undefined && !args.some((arg) => ["--help", "-h", "--version"].includes(arg))) {
    if (args.length > 0)
      throw new UsageError(`${args[0]} without a command: expected lockstep <command>, see lockstep --help`);
    parser.showHelp("log");
    return 0;
  }
  await parser.parseAsync();
  return exitCode;
}

function report(error: unknown): number {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof UsageError) {
    console.error(`lockstep: ${message}`);
    return 2;
  }
  console.error(`lockstep: the harness itself broke: ${message}`);
  if (!(error instanceof HarnessError) && error instanceof Error) console.error(error.stack);
  return 3;
}

// `lockstep list | head` closes the pipe early: no mistake of anybody.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

process.exitCode = await main(process.argv.slice(2)).catch(report);
