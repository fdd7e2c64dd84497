/** Code coverage of `core/` from the counts that V8 left, by c8: as figures, and in the forms of other tools. */
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Report } from "c8";
import type { CodeCoverage, FileCoverage } from "./coverage.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const core = new URL("../../core/", import.meta.url).href;

export interface CodeForms {
  readonly lcov: string | null;
  /** Folder for pages with the sources, marked line by line. */
  readonly html: string | null;
}

/** `folder`: NODE_V8_COVERAGE of the process that was measured. Sources are shown where the package has them. */
export async function codeCoverage(
  folder: string,
  { lcov, html }: CodeForms,
): Promise<{ readonly total: CodeCoverage; readonly files: readonly FileCoverage[] }> {
  await keepCore(folder);
  const to = await mkdtemp(join(tmpdir(), "lockstep-c8-"));
  try {
    const common = { exclude: [], include: [], allowExternal: true, excludeNodeModules: false, tempDirectory: folder };
    const write = (reporter: string, path: string): Promise<void> =>
      new Report({
        ...common,
        reporter: [reporter],
        reportsDirectory: dirname(path),
        reporterOptions: { [reporter]: { file: basename(path) } },
      }).run();
    await write("json-summary", join(to, "summary.json"));
    if (lcov !== null) await write("lcovonly", resolve(lcov));
    if (html !== null) await write("html", join(resolve(html), "index.html"));
    const summary = JSON.parse(await readFile(join(to, "summary.json"), "utf8")) as Record<string, CodeCoverage>;
    const files = Object.entries(summary)
      .filter(([path]) => path !== "total")
      .map(([path, one]) => ({ file: relative(root, path).replaceAll("\\", "/"), ...figures(one) }));
    return { total: figures(summary["total"]!), files: files.toSorted((a, b) => (a.file < b.file ? -1 : 1)) };
  } finally {
    await rm(to, { recursive: true });
  }
}

/** Of all modules that the process loaded, only those under test: c8 would go through megabytes of others. */
async function keepCore(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const counts = JSON.parse(await readFile(path, "utf8")) as {
      result: readonly { readonly url: string }[];
      "source-map-cache"?: Readonly<Record<string, unknown>>;
    };
    counts.result = counts.result.filter(({ url }) => url.startsWith(core));
    await writeFile(path, JSON.stringify(counts));
  }
}

function figures({ lines, branches, functions }: CodeCoverage): CodeCoverage {
  const share = ({ covered, total }: CodeCoverage["lines"]) => ({ covered, total });
  return { lines: share(lines), branches: share(branches), functions: share(functions) };
}
