// Opens pages in headless Chromium at several widths and prints, as JSON, what each did: its errors, its requests, what
// sticks out sideways, and its text. With SCREENSHOTS=DIR in the environment it leaves pictures there for a person.
// Usage: node open.mjs WIDTH,WIDTH URL...
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import chromium from "@sparticuz/chromium";
import { chromium as driver } from "playwright-core";

const [widths, ...urls] = process.argv.slice(2);
const folder = process.env.SCREENSHOTS;
if (folder) mkdirSync(folder, { recursive: true });
const browser = await driver.launch({
  executablePath: await chromium.executablePath(),
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update"],
});
const pages = [];
for (const [number, url] of urls.entries()) {
  for (const width of widths.split(",").map(Number)) {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const errors = [];
    const requests = [];
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && errors.push(message.text()));
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(url, { waitUntil: "load" });
    await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (folder) await page.screenshot({ path: join(folder, `${number}-${width}.png`), fullPage: true });
    const text = await page.locator("body").innerText();
    const figures = await page.locator("svg").count();
    pages.push({ url, width, errors, requests, overflow, text, figures });
    await page.close();
  }
}
await browser.close();
process.stdout.write(JSON.stringify(pages));
