/** Coverage as one page that opens from disk: no script, no network, light and dark. */
import { createHash } from "node:crypto";
import type { FileCoverage as GuestFile, Share } from "../../scenarios/guest-coverage/blocks.ts";
import { linesOf, percent, type Coverage, type FileCoverage, type GuestCoverage } from "./coverage.ts";
import { sourceLines } from "./guest-source.ts";

const STYLE = `:root{color-scheme:light dark;--ground:light-dark(#f6f7f8,#0d1117);--panel:light-dark(#fff,#151b23);--line:light-dark(#dfe3e8,#2b333d);
--muted:light-dark(#68727d,#8f9aa6);--good:light-dark(#1a7f45,#4ac26b);--bad:light-dark(#c9252d,#ff6b66);--part:light-dark(#a8611a,#e3a955)}
body{max-width:1160px;margin:0 auto;padding:20px;background:var(--ground);font:13px/1.45 system-ui,sans-serif}
h1{margin:0;font-size:18px}h2{margin:0 0 8px;font-size:15px}p{margin:6px 0;color:var(--muted)}
section{margin-top:20px;padding:16px 20px 20px;border:1px solid var(--line);border-radius:10px;background:var(--panel)}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin-top:16px}
.figures div{padding:12px 14px;border:1px solid var(--line);border-radius:10px;background:var(--panel)}
.figures span{display:block;color:var(--muted);font-size:11.5px}.figures b{font-size:18px;font-variant-numeric:tabular-nums}
table{width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums}
th{color:var(--muted);font-size:11.5px;font-weight:500}
th,td{padding:3px 8px;text-align:right;white-space:nowrap}td{border-top:1px solid var(--line)}
th:first-child,td:first-child{width:100%;text-align:left;white-space:normal;overflow-wrap:anywhere}
td:first-child,pre,code{font-family:ui-monospace,monospace;font-size:12px}
.none{color:var(--bad)}summary{padding:5px 0;cursor:pointer}summary b{font-weight:600}
summary span{margin-left:8px;color:var(--muted)}details{border-top:1px solid var(--line)}
.chips{display:flex;flex-wrap:wrap;gap:6px}.chips span{padding:2px 8px;border:1px solid var(--line);border-radius:6px;font-size:12px}
.chips .none{border-color:color-mix(in srgb,var(--bad) 45%,transparent);background:color-mix(in srgb,var(--bad) 8%,transparent)}
pre{margin:6px 0 12px;padding:8px 0;overflow-x:auto;border-radius:6px;background:var(--ground);counter-reset:line;line-height:1.4}
pre i{display:block;padding:0 12px;border-left:3px solid transparent;font-style:normal;white-space:pre}
pre i::before{display:inline-block;width:3.5em;color:var(--muted);counter-increment:line;content:counter(line)}
pre .ran{border-color:var(--good);background:color-mix(in srgb,var(--good) 9%,transparent)}
pre .part{border-color:var(--part);background:color-mix(in srgb,var(--part) 14%,transparent)}
pre .never{border-color:var(--bad);background:color-mix(in srgb,var(--bad) 12%,transparent)}`;

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

function table(heads: readonly string[], rows: readonly (readonly [string, ...Share[]])[]): string {
  const body = rows.map(([name, ...cells]) => `<tr><td>${escape(name)}</td>${cells.map(cell).join("")}</tr>`);
  return `<table><thead><tr>${heads.map((head) => `<th scope="col">${escape(head)}</th>`).join("")}</tr></thead>
<tbody>${body.join("\n")}</tbody></table>`;
}

function cell(share: Share): string {
  const none = share.covered === 0 && share.total > 0;
  return `<td${none ? ' class="none"' : ""}>${percent(share)} of ${share.total}</td>`;
}

function folded(title: string, note: string, content: string): string {
  return `<details><summary><b>${escape(title)}</b><span>${escape(note)}</span></summary>${content}</details>`;
}

function folderOf({ file }: FileCoverage): string {
  return file.slice(0, file.lastIndexOf("/") + 1);
}

function codeSection({ code }: Coverage, sources: string): string {
  const folders = [...new Set(code.files.map(folderOf))];
  const parts = folders.map((folder) => {
    const files = code.files.filter((file) => folderOf(file) === folder);
    const covered = files.reduce((sum, { lines }) => sum + lines.covered, 0);
    const total = files.reduce((sum, { lines }) => sum + lines.total, 0);
    const rows = files.map(({ file, lines, branches, functions }) => [file, lines, branches, functions] as const);
    const note = `${percent({ covered, total })} of ${total} lines in ${files.length} files`;
    return folded(folder, note, table(["file", "lines", "branches", "functions"], rows));
  });
  return `<section><h2>Code of core/</h2><p><a href="${escape(sources)}">Sources, line by line</a></p>${parts.join("")}</section>`;
}

function behaviourSection({ behaviour }: Coverage): string {
  const groups = [...new Set(behaviour.map(({ group }) => group))];
  const parts = groups.map((group) => {
    const all = behaviour.filter((one) => one.group === group);
    const chips = all.map(
      ({ name, runs }) =>
        `<span${runs === 0 ? ' class="none"' : ""} title="${runs} runs">${escape(name)} ${runs === 0 ? "never" : runs}</span>`,
    );
    const note = `${all.filter(({ runs }) => runs > 0).length} of ${all.length}; the number is that of runs`;
    return folded(group, note, `<div class="chips">${chips.join("")}</div>`);
  });
  return `<section><h2>Behaviour</h2>${parts.join("")}</section>`;
}

function guestSection(one: GuestCoverage): string {
  const { guest, functions, files } = one;
  const rows = functions.map(({ name, blocks, instructions }) => [name, blocks, instructions] as const);
  const parts = [
    folded("functions", `${functions.length}`, table(["function", "basic blocks", "instructions"], rows)),
    ...files.map((file) => {
      const lines = linesOf(file.lines);
      return folded(file.file, `${percent(lines)} of ${lines.total} lines`, source(guest, file));
    }),
  ];
  const lines = one.lines.total > 0 ? `, ${percent(one.lines)} of ${one.lines.total} source lines` : "";
  const note = `${percent(one.blocks)} of ${one.blocks.total} basic blocks, ${percent(one.instructions)} of instructions${lines}`;
  return `<section><h2>Guest ${escape(guest)}</h2><p>${note}</p>${parts.join("")}</section>`;
}

/** The text with each line marked; where it is not at hand, the lines that were never executed by their numbers. */
function source(guest: string, { file, lines }: GuestFile): string {
  const text = sourceLines(guest, file);
  if (!text) {
    const never = lines.filter(({ instructions }) => instructions.covered === 0).map(({ line }) => line);
    return `<p>${never.length === 0 ? "every line was executed" : `never executed: lines ${never.join(", ")}`}</p>`;
  }
  const looks = new Map(
    lines.map(({ line, blocks, instructions }) => {
      const look = instructions.covered === 0 ? "never" : instructions.covered < instructions.total ? "part" : "ran";
      return [line, ` class="${look}" title="${blocks.covered} of ${blocks.total} basic blocks"`] as const;
    }),
  );
  return `<pre>${text.map((line, i) => `<i${looks.get(i + 1) ?? ""}>${escape(line)}</i>`).join("")}</pre>`;
}

/** `sources`: where the marked sources are, from the page. */
export function coveragePage(coverage: Coverage, command: string, sources: string): string {
  const { code, behaviour, guests, version, runs } = coverage;
  const hash = createHash("sha256").update(STYLE).digest("base64");
  const reached = { covered: behaviour.filter((one) => one.runs > 0).length, total: behaviour.length };
  const figures = [
    ["runs", String(runs)],
    ["lines of core/", percent(code.total.lines)],
    ["branches", percent(code.total.branches)],
    ["functions", percent(code.total.functions)],
    ["behaviour", `${reached.covered} of ${reached.total}`],
    ...guests.map(({ guest, blocks }) => [`basic blocks of ${guest}`, percent(blocks)]),
  ] as const;
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
<h1>Coverage of ${runs} runs</h1>
<p><code>${escape(command)}</code>, lockstep ${escape(version)}</p>
<div class="figures">${figures.map(([name, value]) => `<div><span>${escape(name!)}</span><b>${escape(value!)}</b></div>`).join("")}</div>
${codeSection(coverage, sources)}
${behaviourSection(coverage)}
${guests.map(guestSection).join("\n")}
</body>
</html>
`;
}
