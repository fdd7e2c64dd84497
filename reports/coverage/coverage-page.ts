/** Coverage as one page that opens from disk: no script, no network, light and dark. */
import { createHash } from "node:crypto";
import { percent, type Coverage } from "./coverage.ts";
import type { Share } from "../../scenarios/guest-coverage/blocks.ts";

const STYLE = `:root{color-scheme:light dark}body{max-width:1000px;margin:0 auto;padding:16px;font:14px/1.5 system-ui,sans-serif}
table{width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums}caption{text-align:left;font-weight:600;padding:16px 0 4px}
th,td{padding:2px 8px;text-align:right;border-top:1px solid color-mix(in srgb,currentcolor 15%,transparent)}
th:first-child,td:first-child{text-align:left;font-family:ui-monospace,monospace;overflow-wrap:anywhere}
.never{color:light-dark(#c9252d,#ff7b72)}`;

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

function table(caption: string, heads: readonly string[], rows: readonly (readonly [string, ...Cell[]])[]): string {
  const body = rows.map(([name, ...cells]) => `<tr><td>${escape(name)}</td>${cells.map(cellHtml).join("")}</tr>`);
  return `<table><caption>${escape(caption)}</caption><thead><tr>${heads.map((head) => `<th scope="col">${escape(head)}</th>`).join("")}</tr></thead>
<tbody>${body.join("\n")}</tbody></table>`;
}

type Cell = Share | number;

function cellHtml(cell: Cell): string {
  const never = typeof cell === "number" ? cell === 0 : cell.covered === 0 && cell.total > 0;
  const text = typeof cell === "number" ? String(cell) : `${percent(cell)} of ${cell.total}`;
  return `<td${never ? ' class="never"' : ""}>${text}</td>`;
}

/** `sources`: where the marked sources are, from the page. */
export function coveragePage(coverage: Coverage, command: string, sources: string): string {
  const { code, behaviour, guests, version } = coverage;
  const files = [{ file: "core/", ...code.total }, ...code.files];
  const hash = createHash("sha256").update(STYLE).digest("base64");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>coverage · ${coverage.runs} runs · seed ${coverage.seed}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Coverage of ${coverage.runs} runs</h1>
<p><code>${escape(command)}</code>, lockstep ${escape(version)}. <a href="${escape(sources)}">Sources, line by line</a></p>
${table(
  "Code of core/",
  ["file", "lines", "branches", "functions"],
  files.map(({ file, lines, branches, functions }) => [file, lines, branches, functions]),
)}
${table(
  "Behaviour",
  ["what", "runs"],
  behaviour.map(({ group, name, runs }) => [`${group} ${name}`, runs]),
)}
${guests
  .map(({ guest, blocks, instructions, functions }) =>
    table(
      `Guest ${guest}`,
      ["function", "basic blocks", "instructions"],
      [
        ["all", blocks, instructions],
        ...functions.map((one) => [one.name, one.blocks, one.instructions] as [string, Share, Share]),
      ],
    ),
  )
  .join("\n")}
</body>
</html>
`;
}
