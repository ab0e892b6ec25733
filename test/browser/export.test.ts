/** The exported pages in a real browser, opened as files: nothing comes from a network, and everybody can read them. */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { exportSite } from "../../scripts/export/exportSite";
import { pdfOf, printPages } from "../../scripts/export/pdf";
import { waitUntil } from "./cellsInLab";
import { findBrowser, launchBrowser, repository } from "./lab";

const browserPath = findBrowser();
const missing =
  browserPath === undefined && process.env["CI"] !== "true"
    ? "no Chromium, Chrome or Edge found; name one with CHROMIUM=/path/to/it"
    : false;

/** axe-core looks at all pages, not at a few, and tells all that it finds. */
const all = process.env["AXE_ALL"] === "1";

test("the exported site", { skip: missing, timeout: all ? 3_600_000 : 5 * 60_000 }, async (t) => {
  assert.ok(browserPath !== undefined, "a browser is needed here: set CHROMIUM to one");
  const site = mkdtempSync(join(tmpdir(), "vae-cookbook-site-"));
  const browser = await launchBrowser(browserPath);
  try {
    const pages = await exportSite({ root: repository, output: site });

    await t.test("each page is smaller than 2 MB, and all that it links to is there", () => {
      const ids = new Map(pages.map((page) => [page, attributes(site, page, "id")]));
      for (const page of pages) {
        assert.ok(statSync(join(site, page)).size < 2e6, page);
        const targets = [...attributes(site, page, "href"), ...attributes(site, page, "src")];
        for (const target of targets.filter((target) => !/^[a-z]+:/.test(target))) {
          const [file, anchor] = decodeURIComponent(target).split("#") as [string, string?];
          assert.ok(file === "" || existsSync(join(site, file)), `${page}: ${target}`);
          const there = ids.get(file === "" ? page : file);
          assert.ok(anchor === undefined || there?.includes(anchor), `${page}: ${target}`);
        }
      }
    });

    await t.test("a chapter draws its charts, and asks for nothing but its own files", async () => {
      const { page, problems } = await open(browser, site, "00-start-here.html");
      const charts = await drawCharts(page);
      assert.ok(charts >= 3);
      for (const chart of await page.locator("figure.chart").all()) {
        await chart.locator("svg .mark-group path").first().waitFor({ state: "attached" });
        await chart.locator("> img").waitFor({ state: "hidden" });
      }
      const fonts = await page.evaluate(
        "[...document.fonts].filter((f) => f.status === 'error').length",
      );
      assert.equal(fonts, 0);

      const withSlider = page.locator("figure.chart", { has: page.locator("input[type=range]") });
      const title = withSlider.locator(".role-title-text text").first();
      const before = await title.innerHTML();
      await withSlider.locator("input").first().focus();
      await page.keyboard.press("ArrowRight");
      await waitUntil(async () => (await title.innerHTML()) !== before);
      assert.deepEqual(problems, []);
      await page.context().close();
    });

    await t.test("without scripts the charts are pictures", async () => {
      const { page } = await open(browser, site, "03-training.html", { javaScriptEnabled: false });
      const image = page.locator("figure.chart > img").first();
      assert.ok(await image.isVisible());
      await page.context().close();
    });

    await t.test("a keyboard alone gets past the head, and saves a chart", async () => {
      const { page } = await open(browser, site, "03-training.html");
      await page.keyboard.press("Tab");
      const focused = () => page.evaluate<string>("document.activeElement.textContent");
      assert.equal(await focused(), "Skip to the text");
      assert.ok((await page.locator(".skip").boundingBox())!.x >= 0);
      await page.keyboard.press("Enter");
      assert.equal(await page.evaluate("document.activeElement.id"), "text");

      await drawCharts(page, 1);
      const menu = page.locator("figure.chart details").first();
      assert.match(
        String(await menu.locator("summary").getAttribute("aria-label")),
        /03-training-/,
      );
      await menu.locator("summary").focus();
      await page.keyboard.press("Enter");
      await menu.locator('a[href^="blob:"], a[href^="data:"]').nth(1).waitFor();
      for (const [type, begin] of [
        ["SVG", "<svg"],
        ["PNG", "\u0089PNG"],
      ] as const) {
        await menu.getByText(`Save as ${type}`).focus();
        const [download] = await Promise.all([
          page.waitForEvent("download"),
          page.keyboard.press("Enter"),
        ]);
        assert.match(download.suggestedFilename(), new RegExp(`^03-training-\\d+\\.${type}$`, "i"));
        const content = readFileSync(await download.path(), "latin1");
        assert.ok(content.startsWith(begin), content.slice(0, 60));
      }
      await page.keyboard.press("Escape");
      assert.ok(
        !(await menu.evaluate((details) => (details as unknown as { open: boolean }).open)),
      );
      await page.context().close();
    });

    await t.test("at 200 % zoom no page scrolls sideways", async () => {
      // Zoom halves the width that a page of 1,280 pixels has.
      const { page } = await open(browser, site, "index.html", {
        viewport: { width: 640, height: 500 },
      });
      for (const name of pages) {
        await page.goto(pathToFileURL(join(site, name)).href);
        if (name.startsWith("02-")) await drawCharts(page);
        const width = await page.evaluate<number>("document.documentElement.scrollWidth");
        assert.ok(width <= 640, `${name} is ${width} px wide`);
      }
      await page.context().close();
    });

    await t.test("printed, everything is unfolded, light, and charts are pictures", async () => {
      const { page } = await open(browser, site, "03-training.html", { colorScheme: "dark" });
      await drawCharts(page, 3);
      await page.emulateMedia({ media: "print", colorScheme: "dark" });
      const chart = page.locator("figure.chart.drawn").first();
      assert.ok(await chart.locator("> img").isVisible());
      assert.ok(!(await chart.locator("svg").first().isVisible()));
      const style = "getComputedStyle(document.body)";
      assert.equal(await page.evaluate(`${style}.backgroundColor`), "rgb(255, 255, 255)");
      await page.evaluate("for (const d of document.querySelectorAll('details')) d.open = false");
      await page.evaluate("dispatchEvent(new Event('beforeprint'))");
      const closed = page.locator("main details:not([open]):not(.vega-embed details)");
      assert.equal(await closed.count(), 0);
      await page.evaluate("dispatchEvent(new Event('afterprint'))");
      assert.ok((await closed.count()) > 5);
      await page.context().close();

      await printPages(site, ["glossary.html"], () => undefined);
      const pdf = readFileSync(join(site, pdfOf("glossary.html")), "latin1");
      assert.match(pdf, /^%PDF-/);
      assert.ok(pdf.length > 20_000);
    });

    await t.test("axe-core finds nothing serious", async () => {
      for (const name of chosen(pages)) {
        const { page } = await open(browser, site, name);
        await drawCharts(page, all ? Infinity : 3);
        assert.deepEqual(await seriousFindings(page), [], name);
        await page.context().close();
      }
    });

    await t.test("the dark theme has contrast", async () => {
      for (const name of all ? pages : ["03-training.html"]) {
        const { page } = await open(browser, site, name, { colorScheme: "dark" });
        await drawCharts(page, all ? Infinity : 3);
        const ground = "getComputedStyle(document.body).backgroundColor";
        assert.match(await page.evaluate<string>(ground), /^rgb\(2\d, 2\d, 2\d\)$/);
        // Chart texts lie over no element that axe-core knows: their own colour must be light.
        for (const text of await page.locator(".vega-embed .role-axis-title text").all()) {
          assert.match(String(await text.getAttribute("fill")), /^(#fff|white)/);
        }
        assert.deepEqual(await seriousFindings(page, ["color-contrast"]), [], name);
        await page.context().close();
      }
    });
  } finally {
    await browser.close();
    rmSync(site, { recursive: true, force: true });
  }
});

function chosen(pages: readonly string[]): readonly string[] {
  if (all) return pages;
  return ["index.html", "glossary.html", "02-kl-divergence.html", "03-training.html"];
}

/** The values of an attribute in the text of a page. */
function attributes(site: string, page: string, name: string): string[] {
  const html = readFileSync(join(site, page), "utf8").replace(
    /<script[\s>][\s\S]*?<\/script>/g,
    "",
  );
  return [...html.matchAll(new RegExp(`\\s${name}="([^"]*)"`, "g"))].map(([, value]) =>
    value!.replaceAll("&#38;", "&").replaceAll("&amp;", "&"),
  );
}

async function open(
  browser: Browser,
  site: string,
  name: string,
  options: NonNullable<Parameters<Browser["newContext"]>[0]> = {},
): Promise<{ page: Page; problems: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("request", (request) => {
    if (!/^(file|data|blob):/.test(request.url())) problems.push(request.url());
  });
  page.on("requestfailed", (request) => problems.push(`failed: ${request.url()}`));
  page.on("pageerror", (error) => problems.push(error.stack ?? error.message));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) problems.push(message.text());
  });
  await page.goto(pathToFileURL(join(site, name)).href);
  return { page, problems };
}

/** Unfolds a page and scrolls through it until its charts, or the first few, are drawn. Gives how many it has. */
async function drawCharts(page: Page, atMost = Infinity): Promise<number> {
  await page.evaluate("for (const d of document.querySelectorAll('main details')) d.open = true");
  const charts = await page.locator("figure.chart").all();
  for (const chart of charts.slice(0, atMost)) {
    await chart.scrollIntoViewIfNeeded();
    await chart.locator(".vega-embed svg.marks, .vega-embed .chart-wrapper svg").first().waitFor();
  }
  await page.evaluate("scrollTo(0, 0)");
  return charts.length;
}

interface Finding {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

async function seriousFindings(page: Page, rules?: readonly string[]): Promise<string[]> {
  await page.addScriptTag({ path: require.resolve("axe-core/axe.min.js") });
  // What KaTeX draws is hidden from screen readers, has its text's colour, and is most of a page: MathML stands beside it.
  const context = JSON.stringify({ exclude: [[".katex-html"]] });
  const options = JSON.stringify({
    resultTypes: ["violations"],
    ...(rules && { runOnly: { type: "rule", values: rules } }),
  });
  const findings = await page.evaluate<Finding[]>(
    `axe.run(${context}, ${options}).then(({ violations }) => violations)`,
  );
  if (all) {
    const found = findings.map(({ id, impact, nodes }) => `${impact} ${id} ${nodes.length}`);
    console.log(page.url().replace(/^.*\//, ""), found.length === 0 ? "nothing" : found.join("; "));
  }
  return findings
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(
      ({ id, nodes: [node, ...more] }) =>
        `${id} (${more.length + 1}): ${node!.html.slice(0, 200)} ${node!.failureSummary ?? ""}`,
    );
}
