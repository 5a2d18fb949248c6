import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reportPage } from '../../../bench/race/report/report-page.ts';
import { madeUpResults } from './made-up-results.ts';

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);
const hostile = '<script>console.error("run")</script><img src="http://127.0.0.1:9/x">"\'&';
const missing = executablePath === undefined ? ' (skipped: apt-get install chromium)' : '';

describe.skipIf(executablePath === undefined)(`the report in a browser${missing}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'toolc-report-'));
  const file = join(folder, 'report.html');
  let browser: Browser;

  beforeAll(async () => {
    writeFileSync(file, reportPage(withHostileText()));
    browser = await chromium.launch({
      executablePath: executablePath ?? '',
      args: ['--no-sandbox'],
    });
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true });
  });

  test.each([
    { width: 1280, colorScheme: 'light' },
    { width: 1280, colorScheme: 'dark' },
    { width: 390, colorScheme: 'light' },
    { width: 390, colorScheme: 'dark' },
  ] as const)('is whole, quiet and no wider than $width px, $colorScheme', async (look) => {
    const page = await browser.newPage({
      viewport: { width: look.width, height: 800 },
      colorScheme: look.colorScheme,
    });
    const said: string[] = [];
    const asked: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(String(error)));
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    await openDetails(page);
    expect(said).toEqual([]);
    expect(asked.filter((url) => !url.startsWith('data:'))).toEqual([pathToFileURL(file).href]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(look.width);
    expect(await page.locator('figure.chart').count()).toBe(6);
    expect(await brokenLinks(page)).toEqual([]);
    expect(await emptyPlots(page)).toBe(0);
    expect(await textBeyondItsPlot(page)).toEqual([]);
    await page.close();
  });

  test('has the ground that the reader’s system asks for', async () => {
    const ground = async (colorScheme: 'light' | 'dark'): Promise<unknown> => {
      const page = await browser.newPage({ colorScheme });
      await page.goto(pathToFileURL(file).href);
      const color = await page.evaluate('getComputedStyle(document.body).backgroundColor');
      await page.close();
      return color;
    };
    expect(await ground('light')).toBe('rgb(255, 255, 255)');
    expect(await ground('dark')).toBe('rgb(20, 23, 27)');
  });

  test('shows what was said as text', async () => {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(file).href);
    expect(await page.locator('#example').textContent()).toContain(hostile);
    expect(await page.locator('script, img, iframe').count()).toBe(0);
    await page.close();
  });
});

/** As if a real endpoint, or a tool, had a name that is markup. */
function withHostileText(): ReturnType<typeof madeUpResults> {
  const results = madeUpResults((cell) => ({
    ...cell,
    calls: cell.calls.map((call) => ({ ...call, tool: hostile })),
  }));
  const runners = results.runners.map((runner) => ({ ...runner, about: hostile }));
  const machine = { ...results.machine, processor: hostile };
  return { ...results, runners, machine };
}

async function openDetails(page: Page): Promise<void> {
  await page.evaluate(
    'document.querySelectorAll("details").forEach((one) => { one.open = true; })',
  );
}

function brokenLinks(page: Page): Promise<unknown> {
  return page.evaluate(
    '[...document.querySelectorAll("a")].map((a) => a.hash).filter((hash) => document.querySelector(hash) === null)',
  );
}

function emptyPlots(page: Page): Promise<unknown> {
  return page.evaluate(
    '[...document.querySelectorAll("svg.plot")].filter((plot) => plot.clientWidth < 100 || plot.childElementCount === 0).length',
  );
}

/** A figure that is cut off at the edge of its drawing. */
function textBeyondItsPlot(page: Page): Promise<unknown> {
  return page.evaluate(`[...document.querySelectorAll('svg.plot text')].filter((text) => {
    const own = text.getBoundingClientRect();
    const plot = text.ownerSVGElement.getBoundingClientRect();
    return own.right > plot.right + 1 || own.left < plot.left - 1;
  }).map((text) => text.textContent)`);
}
