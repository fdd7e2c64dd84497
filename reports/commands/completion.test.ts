import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import test from "ava";
import { completions } from "./completion.ts";
import { commands } from "./table.ts";

const cli = fileURLToPath(new URL("../../cli.js", import.meta.url));

for (const [line, offered] of [
  ["", commands.map(({ name }) => name)],
  ["rep", ["repro", "report"]],
  ["run fail", ["failover-kv"]],
  ["check failover-kv split", ["split-brain"]],
  ["run --mutant outputs-not", ["outputs-not-held"]],
  ["check --regime b", ["bounded"]],
  ["run --set cl", ["clients="]],
  ["sweep failover-kv --fault crash-b", ["crash-backup"]],
  ["run --tw", ["--twice"]],
  ["list prop", ["properties"]],
  ["guest ", ["build", "list"]],
  // Files: the shell knows better.
  ["repro ", []],
  ["run --trace ", []],
] as const)
  test(`completion of: lockstep ${line}`, async (t) => {
    t.deepEqual(await completions(line.split(" ")), [...offered]);
  });

for (const [shell, mark] of [
  ["bash", /complete .*-F _lockstep_yargs_completions lockstep/],
  ["zsh", /#compdef lockstep/],
  ["fish", /complete .*-c lockstep/],
] as const)
  test(`completion script for ${shell}`, (t) => {
    const env = { ...process.env, SHELL: `/bin/${shell}` };
    t.regex(execFileSync(process.execPath, [cli, "completion"], { env, encoding: "utf8" }), mark);
  });

test("what the script calls answers a word a line", (t) => {
  const asked = ["--get-yargs-completions", "lockstep", "list", "s"];
  t.is(execFileSync(process.execPath, [cli, ...asked], { encoding: "utf8" }), "scenarios\nsettings\n");
});
