/**
 * Part of `npm run build`: bundles each page's script and style sheet with esbuild into `assets/` beside this file. What
 * is published carries the bundles; neither esbuild nor preact nor uPlot is needed to write a report.
 */
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../../", import.meta.url));

export async function bundle(): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: { run: "reports/html/app/run.tsx", campaign: "reports/html/app/campaign.tsx" },
    outdir: "dist/reports/html/assets",
    bundle: true,
    minify: true,
    // An end tag in a string would end the page's script element.
    supported: { "inline-script": false },
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
    logLevel: "warning",
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle();
