/**
 * A self-contained page: one file that opens from disk. Its policy allows the one script and the one style sheet that
 * it carries, by their hashes, and nothing else: no network, no frames, no inline handlers. The data is compressed and
 * in base64, so no string of a trace can ever be markup; the script shows strings as text only.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

export type App = "run" | "campaign";

function asset(name: string): string {
  const file = new URL(`assets/${name}`, import.meta.url);
  if (!existsSync(file)) throw new Error(`${file.pathname} is missing: run "npm run build"`);
  return readFileSync(file, "utf8");
}

function hashSource(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

export function page(app: App, title: string, data: unknown): string {
  const script = asset(`${app}.js`);
  const style = asset(`${app}.css`);
  const policy = [
    "default-src 'none'",
    `script-src ${hashSource(script)}`,
    `style-src ${hashSource(style)}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${escapeText(title)}</title>
<style>${style}</style>
</head>
<body>
<noscript>This report draws itself with a script that it carries; scripts are switched off.</noscript>
<div id="app"></div>
<script id="data" type="application/gzip">${gzipSync(JSON.stringify(data)).toString("base64")}</script>
<script type="module">${script}</script>
</body>
</html>
`;
}
