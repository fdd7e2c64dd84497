/** What a person sees: progress, colour and Ctrl-C, through a pseudo-terminal (script of util-linux). */
import { execFileSync, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";

const cli = fileURLToPath(new URL("../../cli.js", import.meta.url));
const CTRL_C = "\u0003";
const ESCAPE = "\u001b[";

function hasScript(): boolean {
  try {
    return execFileSync("script", ["--version"], { encoding: "utf8" }).includes("util-linux");
  } catch {
    return false;
  }
}

const onTerminal = process.platform === "linux" && hasScript() ? test : test.skip;

/** A person's terminal: these tests may themselves run in CI, or where somebody wants no colour. */
const person = {
  TERM: "xterm",
  CI: undefined,
  NO_COLOR: undefined,
  FORCE_COLOR: undefined,
  NODE_DISABLE_COLORS: undefined,
};

/** Types Ctrl-C as soon as `until` was shown. */
function session(command: string, environment: NodeJS.ProcessEnv = {}, until?: RegExp) {
  const env = { ...process.env, ...person, ...environment };
  const child = spawn("script", ["-qefc", `"${process.execPath}" "${cli}" ${command}`, "/dev/null"], { env });
  let shown = "";
  return new Promise<{ readonly code: number | null; readonly shown: string }>((resolve) => {
    child.stdout.on("data", (bytes: Buffer) => {
      shown += bytes.toString();
      if (until?.test(shown)) {
        until = undefined;
        child.stdin.write(CTRL_C);
      }
    });
    child.on("close", (code) => resolve({ code, shown }));
  });
}

const short = "--seed 1 --set seconds=6 --set quiet=8";

onTerminal("a campaign shows how far it is; Ctrl-C ends it with what it has", async (t) => {
  const out = await mkdtemp(join(tmpdir(), "lockstep-terminal-"));
  t.teardown(() => rm(out, { recursive: true }));
  const campaign = `check failover-kv --runs 5000 --jobs 1 ${short} --out ${out}`;
  const { code, shown } = await session(campaign, {}, /\d+ of 5000 runs, [\d.]+\/s, 0 failed/);
  t.is(code, 130);
  t.regex(shown, /no finding.* in \d+ runs?, interrupted, seed 1/);
});

onTerminal("colour on a terminal, none with NO_COLOR; progress never where it is not wanted", async (t) => {
  const [plain, bare, quiet] = [
    await session(`run ${short}`),
    await session(`run ${short}`, { NO_COLOR: "1" }),
    await session(`check failover-kv --runs 1 --quiet ${short}`),
  ];
  t.true(plain.shown.includes(`${ESCAPE}32mpass`));
  t.is(bare.code, 0);
  // The progress of a slow run moves the cursor, which is no colour: those end in "m".
  t.deepEqual(
    bare.shown
      .split(ESCAPE)
      .slice(1)
      .filter((rest) => /^[\d;]*m/.test(rest)),
    [],
  );
  t.is(quiet.code, 0);
  t.is(quiet.shown, "");
});
