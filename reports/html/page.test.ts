import anyTest, { type TestFn } from "ava";
import type { Browser, Page } from "playwright-core";
import { syntheticRun } from "../failover.test-helper.ts";
import { realRun } from "../real-run.test-helper.ts";
import { hasBrowser, launch, needAssets, open } from "./browser.test-helper.ts";
import { campaignPage } from "./campaign-page.ts";
import { syntheticCampaign } from "./campaign.test-helper.ts";
import { runPage } from "./run-page.ts";

const test = anyTest as TestFn;
// One after the other: how smooth a page is shows only while no other one is drawn.
const inBrowser = hasBrowser ? test.serial : test.skip;
let browser: Browser;

test.before(async () => {
  await needAssets();
  if (hasBrowser) browser = await launch();
});
test.after.always(async () => {
  if (hasBrowser) await browser.close();
});

const finding = syntheticRun({ violated: true });
const violation = finding.result!.violations[0]!;

interface View {
  readonly fromNs: number;
  readonly toNs: number;
}

async function viewOf(page: Page): Promise<View> {
  const main = page.locator("main");
  return { fromNs: Number(await main.getAttribute("data-from")), toNs: Number(await main.getAttribute("data-to")) };
}

async function shownCount(page: Page): Promise<number> {
  await page.getByRole("tab", { name: "events" }).click();
  return Number.parseInt((await page.locator(".count").textContent())!, 10);
}

inBrowser("a finding: the violation is told, one click shows it with its causes", async (t) => {
  const { page, complaints } = await open(browser, runPage(finding));
  t.is(await page.title(), "failover-kv · seed 41 · fail");
  t.true((await page.getByRole("alert").textContent())!.includes(violation.expected));
  t.is(await page.locator("header .command code").textContent(), "lockstep repro found/output-rule-41.json");
  const whole = await viewOf(page);
  await page.getByRole("button", { name: "Jump to the violation" }).click();
  const view = await viewOf(page);
  t.true(view.toNs - view.fromNs < (whole.toNs - whole.fromNs) / 100);
  t.true(view.fromNs < violation.atNs && violation.atNs < view.toNs);
  t.is((await page.locator(".event-panel h2").textContent())!.trim(), "released");
  t.regex((await page.locator(".story").textContent())!, /produced frame 285.*released frame 285/s);
  t.deepEqual(complaints, []);
});

inBrowser("an event of the diagram opens with everything that led to it, and each cause with a click", async (t) => {
  const { page, complaints } = await open(browser, runPage(syntheticRun()));
  await page.getByRole("searchbox").fill("released frame 45,");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  for (let i = 0; i < 16; i++) await page.keyboard.press("+");
  const { fromNs, toNs } = await viewOf(page);
  const released = syntheticRun().events.find(
    (event) => event.kind === "replica" && event.observation.what === "released" && event.observation.output === 45,
  )!;
  const canvas = (await page.getByTestId("diagram").boundingBox())!;
  const lane = (await page.getByTitle("Hide A.1.1").boundingBox())!;
  const x = canvas.x + ((released.atNs - fromNs) / (toNs - fromNs)) * canvas.width;
  await page.mouse.click(x, lane.y + lane.height / 2 + 4);
  const heading = page.locator(".event-panel h2");
  t.true(["released", "heard-acknowledgement", "frame-out"].includes((await heading.textContent())!.trim()));
  const story = page.locator(".story .event-link");
  t.true((await story.count()) >= 6);
  await story.first().click();
  t.is((await heading.textContent())!.trim(), "produced");
  t.deepEqual(complaints, []);
});

inBrowser("kinds, lanes and words filter what is shown", async (t) => {
  const { page, complaints } = await open(browser, runPage(finding));
  const all = await shownCount(page);
  t.is(all, finding.events.length);
  await page.getByRole("button", { name: "log", exact: true }).click();
  const withoutLog = await shownCount(page);
  t.true(withoutLog < all);
  t.false((await page.locator(".event-list").textContent())!.includes("received entries"));
  await page.getByRole("button", { name: "client 2" }).click();
  const withoutClient = await shownCount(page);
  t.is(withoutLog - withoutClient, finding.events.filter(({ place }) => place === "client:2").length);
  await page.getByRole("searchbox").fill("suspects heartbeat");
  t.is(await shownCount(page), 1);
  await page.locator(".event-list .event-link").click();
  const { fromNs, toNs } = await viewOf(page);
  t.true(fromNs < toNs);
  t.deepEqual(complaints, []);
});

inBrowser("wheel, keys and buttons zoom and move; 0 shows the whole run again", async (t) => {
  const { page, complaints } = await open(browser, runPage(finding));
  const whole = await viewOf(page);
  const span = async () => {
    const { fromNs, toNs } = await viewOf(page);
    return toNs - fromNs;
  };
  const canvas = (await page.getByTestId("diagram").boundingBox())!;
  await page.mouse.move(canvas.x + canvas.width / 4, canvas.y + 200);
  await page.mouse.wheel(0, -400);
  await page.waitForFunction(`Number(document.querySelector("main").dataset.from) > 0`);
  const wheeled = await span();
  t.true(wheeled < whole.toNs - whole.fromNs);
  await page.keyboard.press("+");
  t.true((await span()) < wheeled);
  const before = await viewOf(page);
  await page.keyboard.press("ArrowRight");
  t.true((await viewOf(page)).fromNs > before.fromNs);
  await page.mouse.down();
  await page.mouse.move(canvas.x + canvas.width / 2, canvas.y + 210, { steps: 4 });
  await page.mouse.up();
  t.true((await viewOf(page)).fromNs < before.fromNs);
  await page.getByRole("button", { name: "−" }).click();
  await page.keyboard.press("0");
  t.deepEqual(await viewOf(page), whole);
  t.deepEqual(complaints, []);
});

inBrowser("everything is within reach of the keyboard", async (t) => {
  const { page, complaints } = await open(browser, runPage(finding));
  const heading = page.locator(".event-panel h2");
  await page.keyboard.press("v");
  const violating = await page.locator(".event-panel .event-text").textContent();
  await page.keyboard.press("c");
  t.is((await heading.textContent())!.trim(), "produced");
  await page.keyboard.press("n");
  t.is((await heading.textContent())!.trim(), "logged");
  await page.keyboard.press("v");
  t.is(await page.locator(".event-panel .event-text").textContent(), violating);
  await page.keyboard.press("4");
  t.is(await page.locator(".faults li").count(), 3);
  await page.keyboard.press("5");
  t.is(await page.locator(".console li").count(), 14);
  await page.keyboard.press("?");
  await page.locator("dialog").waitFor({ state: "visible" });
  await page.keyboard.press("Escape");
  await page.locator("dialog").waitFor({ state: "detached" });
  const theme = () => page.locator("html").getAttribute("data-theme");
  const first = await theme();
  await page.keyboard.press("t");
  t.not(await theme(), first);
  await page.keyboard.press("/");
  await page.keyboard.type("vmotion");
  t.is(await page.getByRole("searchbox").inputValue(), "vmotion");
  await page.keyboard.type(" nothing like it");
  await page.keyboard.press("Enter");
  t.is(await shownCount(page), 0);
  t.deepEqual(complaints, []);
});

inBrowser("strings of a trace are text, whatever they say", async (t) => {
  const text = `</script><script>window.hit=1</script><img src=x onerror="window.hit=1"><b id=bold>`;
  const { page, complaints } = await open(browser, runPage(syntheticRun({ requests: 20, text })));
  await page.keyboard.press("4");
  t.true((await page.locator(".faults").textContent())!.includes(text));
  await page.keyboard.press("5");
  t.true((await page.locator(".console").textContent())!.includes(text));
  await page.getByRole("searchbox").fill("asks request 1:");
  await page.keyboard.press("Enter");
  t.true((await page.locator(".event-panel").textContent())!.includes("<script>"));
  t.is(await page.evaluate<number>(`document.querySelectorAll("img, #bold").length`), 0);
  t.is(await page.evaluate<number | undefined>("window.hit"), undefined);
  t.deepEqual(complaints, []);
});

inBrowser("the policy of a page allows nothing but its own script", async (t) => {
  const { page, complaints } = await open(browser, runPage(finding));
  await page.evaluate(`{
    const script = document.createElement("script");
    script.textContent = "window.hit = 1";
    document.body.append(script);
    fetch("https://example.com/").catch(() => {});
  }`);
  await page.waitForTimeout(100);
  t.is(await page.evaluate<number | undefined>("window.hit"), undefined);
  t.true(complaints.filter((complaint) => complaint.includes("Content Security Policy")).length >= 2);
  t.false(complaints.some((complaint) => complaint.startsWith("request:")));
});

inBrowser("100,000 events stay smooth", async (t) => {
  const many = syntheticRun({ requests: 3500 });
  t.true(many.events.length > 100_000);
  const { page, complaints } = await open(browser, runPage(many));
  const frames = await page.evaluate<number[]>(`new Promise((done) => {
    const canvas = document.querySelector("canvas.events");
    const { x, y, width } = canvas.getBoundingClientRect();
    const took = [];
    const step = () => {
      const startedMs = performance.now();
      const deltaY = took.length < 20 ? -80 : 80;
      const at = { clientX: x + width * 0.4, clientY: y + 50, bubbles: true, cancelable: true };
      canvas.dispatchEvent(new WheelEvent("wheel", { deltaY, ...at }));
      requestAnimationFrame(() => {
        took.push(performance.now() - startedMs);
        if (took.length < 40) requestAnimationFrame(step);
        else done(took);
      });
    };
    step();
  })`);
  const median = frames.toSorted((a, b) => a - b)[20]!;
  t.log(`median ${median.toFixed(1)} ms`);
  // Far above what a free machine needs: tests run beside others, without a graphics card.
  t.true(median < 150, `median frame ${median} ms`);
  t.deepEqual(complaints, []);
});

inBrowser("a real run opens as cleanly", async (t) => {
  const { page, complaints } = await open(browser, runPage(await realRun()));
  t.is(await page.locator(".badge").textContent(), "pass");
  t.true((await shownCount(page)) > 300);
  await page.getByRole("searchbox").fill("went live");
  await page.keyboard.press("Enter");
  t.regex((await page.locator(".event-list [aria-current]").textContent())!, /went live in generation 2/);
  t.deepEqual(complaints, []);
});

inBrowser("a campaign: findings with repros, holes, growth, kill table", async (t) => {
  const { page, complaints } = await open(browser, campaignPage(syntheticCampaign()));
  t.is(await page.title(), "check · 512 runs · fail");
  t.is(await page.locator(".findings > li").count(), 2);
  t.true(
    (await page.locator(".findings").textContent())!.includes("lockstep repro lockstep-findings/output-rule.json"),
  );
  t.is(await page.locator(".coverage .hole").count(), 2);
  t.true((await page.getByText("chance of about").textContent())!.includes("0.4 %"));
  t.is(await page.locator(".uplot canvas").count(), 1);
  t.is(await page.locator("tr:has(.verdict)").first().locator("td").first().textContent(), "detector-never-suspects");
  await page.getByRole("searchbox").fill("gate");
  t.is(await page.locator("tr:has(.verdict)").count(), 1);
  await page.keyboard.press("Escape");
  t.deepEqual(complaints, []);
});

inBrowser("a sweep: a line for each fault, its points and those that failed", async (t) => {
  const rows = [
    { injection: "crash-primary", passed: [1e9, 2e9, 4e9], failed: [3e9] },
    { injection: "cut-log", passed: [1e9], failed: [] },
  ];
  const sweep = { fromNs: 1e9, toNs: 4e9, rows, outcomes: [["fail: lost, 1 failover, generation 2", 1]] as const };
  const { page, complaints } = await open(browser, campaignPage({ ...syntheticCampaign(), sweep }));
  const lines = page.locator(".points svg");
  t.is(await lines.count(), 2);
  t.is(await lines.first().getAttribute("aria-label"), "crash-primary: 4 points, 1 failed");
  t.is((await lines.first().locator(".passed").getAttribute("d"))!.split("M").length - 1, 3);
  t.regex((await lines.first().locator(".failed").getAttribute("d"))!, /^M666\.7 /);
  t.true((await page.locator(".outcomes").textContent())!.includes("1 failover"));
  t.deepEqual(complaints, []);
});

inBrowser("strings of a campaign are text, whatever they say", async (t) => {
  const text = `</script><script>window.hit=1</script><img src=x onerror="window.hit=1"><b id=bold>`;
  const campaign = syntheticCampaign();
  const [finding, ...rest] = campaign.findings;
  const hostile = {
    ...campaign,
    title: text,
    command: text,
    settings: [[text, text]] as const,
    findings: [
      { ...finding!, scenario: text, found: text, faults: [[text, text]] as const, page: "javascript:alert(1)" },
      ...rest,
    ],
    mutants: campaign.mutants.map((mutant) => ({ ...mutant, property: text })),
  };
  const { page, complaints } = await open(browser, campaignPage(hostile));
  t.true((await page.locator(".findings").textContent())!.includes(text));
  await page.locator(".to-run").first().click();
  await page.waitForTimeout(100);
  t.is(await page.evaluate<number>(`document.querySelectorAll("img, #bold").length`), 0);
  t.is(await page.evaluate<number | undefined>("window.hit"), undefined);
  t.true(
    complaints.every((complaint) => complaint.includes("Content Security Policy")),
    complaints.join(),
  );
});

test("the title is text, the data no markup, the policy names the hashes", (t) => {
  const trace = syntheticRun({ requests: 3 });
  const html = runPage({ ...trace, header: { ...trace.header, scenario: "</title><script>" } });
  t.true(html.includes("<title>&lt;/title&gt;&lt;script&gt; · seed 41 · pass</title>"));
  t.is(html.split("<script").length - 1, 2);
  t.regex(html, /default-src 'none'; script-src 'sha256-[\w+/=]{44}'; style-src 'sha256-[\w+/=]{44}'/);
  t.false(/https?:\/\/(?!www\.w3\.org)/.test(html.replace(/<script id="data".*?<\/script>/s, "")));
});
