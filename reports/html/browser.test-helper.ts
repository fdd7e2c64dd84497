/** Pages in a real browser: headless Chromium where it is installed. */
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";
import { bundle } from "./bundle.ts";

const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

export const hasBrowser = existsSync(executablePath);
if (!hasBrowser) console.error(`${executablePath} is not installed: pages are not tested in a browser`);

/** Built by `npm run build`; a bare compilation leaves them out. */
export async function needAssets(): Promise<void> {
  if (!existsSync(new URL("assets/run.js", import.meta.url))) await bundle();
}

export function launch(): Promise<Browser> {
  const args = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ];
  return chromium.launch({ executablePath, args });
}

export interface Opened {
  readonly page: Page;
  /** Everything that a clean page does not do: console messages, errors, dialogs, requests besides its own file. */
  readonly complaints: string[];
}

export async function open(browser: Browser, html: string): Promise<Opened> {
  const file = join(mkdtempSync(join(tmpdir(), "lockstep-")), "page.html");
  writeFileSync(file, html);
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(`console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (!request.url().startsWith("data:") && !request.url().endsWith("page.html"))
      complaints.push(`request: ${request.url()}`);
  });
  await page.goto(`file://${file}`);
  await page.waitForSelector("header");
  return { page, complaints };
}
