import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import test from "ava";
import { publint } from "publint";
import { formatMessage } from "publint/utils";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));

/** A folder where the packed tarball is installed, without a network: what it depends on is found one level up. */
const folder = await mkdtemp(join(tmpdir(), "lockstep-library-"));
const project = join(folder, "project");
const installed = join(project, "node_modules", "lockstep-dst");
test.after.always(() => rm(folder, { recursive: true }));
test.before(async () => {
  await cp(join(root, "docs", "examples"), project, { recursive: true });
  await mkdir(installed, { recursive: true });
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  const packed = await run("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", folder], { cwd: root });
  const [{ filename }] = JSON.parse(packed.stdout) as readonly { readonly filename: string }[];
  await run("tar", ["-xzf", join(folder, filename), "--strip-components=1", "-C", installed]);
});

const inProject = (file: string, ...args: readonly string[]) => {
  // The test runner inside is none of this one's workers.
  const { AVA_PATH: _, ...env } = process.env;
  return run(process.execPath, [join(root, "node_modules", file), ...args], { cwd: project, env });
};
const lockstep = async (...args: readonly string[]) => {
  const cli = join(installed, "dist", "cli.js");
  return run(process.execPath, [cli, ...args], { cwd: project }).then(
    ({ stdout }) => ({ code: 0, stdout, stderr: "" }),
    (error: { readonly code: number; readonly stdout: string; readonly stderr: string }) => error,
  );
};

test("the example project compiles and its tests pass, on the packed tarball", async (t) => {
  await t.notThrowsAsync(inProject("typescript/bin/tsc"));
  const { stdout } = await inProject("ava/entrypoints/cli.mjs");
  t.regex(stdout, /3 tests passed/);
});

test("run and check take the path of a user's scenario, --mutant that of a user's mutant", async (t) => {
  const one = await lockstep("run", "./three-hosts.scenario.js", "--seed", "7", "--json");
  t.is(one.code, 0, one.stderr);
  t.like(JSON.parse(one.stdout), { scenario: "./three-hosts.scenario.js", verdict: "pass" });
  const campaign = ["check", "three-hosts.scenario.js", "--runs", "2", "--seed", "1", "--json"];
  const found = await lockstep(...campaign, "--mutant", "./drowsy-detector.mutant.js");
  t.is(found.code, 1, found.stderr);
  const { findings } = JSON.parse(found.stdout) as { readonly findings: readonly { readonly repro: string }[] };
  const repro = await lockstep("repro", findings[0].repro, "--json");
  t.is(repro.code, 1, repro.stderr);
  t.like(JSON.parse(repro.stdout), { reproduced: true, sameTrace: true, mutant: "./drowsy-detector.mutant.js" });
});

test("the package is as publint wants it, and holds no tests, maps or tools of its own making", async (t) => {
  const { messages, pkg } = await publint({ pkgDir: installed, pack: false });
  t.deepEqual(
    messages.map((message) => formatMessage(message, pkg)),
    [],
  );
  const files = await readdir(installed, { recursive: true });
  t.deepEqual(
    files.filter((file) =>
      /\.test|test-helper|\.map$|tsbuildinfo|^dist\/bench\/(fuzz|vectors|determinism|generate|protocol)|\.tsx?$/.test(
        file.replace(/\.d\.ts$/, ""),
      ),
    ),
    [],
  );
});
