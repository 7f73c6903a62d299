import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeMatrix, writePicture } from '../../src/index.js';
import { capture } from '../cli/capture.js';
import { hasBrowser, inBrowser, launch, mask, matrix, picture } from './support.js';

let folder: string;
let browser: Browser;
const at = (name: string) => join(folder, name);

interface Opened {
  readonly page: Page;
  /** Addresses that were asked for, that of the page itself left out. */
  readonly requests: string[];
  /** What the browser had to complain about. */
  readonly complaints: string[];
}

/** Opens a page without any network. */
async function open(name: string, look: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser.newContext({ offline: true, ...look });
  const page = await context.newPage();
  const address = pathToFileURL(at(name)).href;
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => {
    if (request.url() !== address && !request.url().startsWith('data:'))
      requests.push(request.url());
  });
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(address);
  return { page, requests, complaints };
}

function headings(page: Page): Promise<string[]> {
  return page.locator('h2').allTextContents();
}

/** Width and height of everything that is drawn, and the words for those who do not see it. */
function drawn(page: Page) {
  return page.locator('img, figure.chart div[role=img] > svg').evaluateAll((elements) =>
    elements.map((element) => {
      const { width, height } = element.getBoundingClientRect();
      const { naturalWidth = 1 } = element as { readonly naturalWidth?: number };
      const words =
        element.getAttribute('alt') ?? element.parentElement?.getAttribute('aria-label');
      return { width, height, naturalWidth, words };
    }),
  );
}

async function expectSound({ page, requests, complaints }: Opened): Promise<void> {
  expect(requests).toEqual([]);
  expect(complaints).toEqual([]);
  for (const { width, height, naturalWidth, words } of await drawn(page)) {
    expect(Math.min(width, height, naturalWidth)).toBeGreaterThan(0);
    expect(words).toMatch(/\S/);
  }
  const overflow = await page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );
  expect(overflow).toBe(0);
}

/** Exact values of a table's cells, by the name of their row. */
async function valuesOf(page: Page, caption: string): Promise<Record<string, number>> {
  const rows = page
    .locator('table', { has: page.locator('caption', { hasText: new RegExp(`^${caption}`) }) })
    .locator('tbody tr');
  const pairs = await rows.evaluateAll((all) =>
    all.map((row) => [row.querySelector('th')?.textContent, row.querySelector('data')?.value]),
  );
  return Object.fromEntries(pairs.map(([name, value]) => [name, Number(value)]));
}

beforeAll(async () => {
  if (!hasBrowser) return;
  folder = await mkdtemp(join(tmpdir(), 'lacuna-report-'));
  browser = await launch();
  await writePicture(at('grey.png'), picture(1));
  await writePicture(at('colour.png'), picture(3));
  await writeMatrix(at('mask.npy'), { ...mask, data: Float32Array.from(mask.data) });
  const { data, ...shape } = matrix();
  await writeMatrix(at('truth.csv'), { data, ...shape });
  await writeMatrix(at('<i>&"holes".csv'), {
    data: data.map((x, k) => (mask.data[k] ? x : Number.NaN)),
    ...shape,
  });
});
afterAll(async () => {
  await browser?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

describe.skipIf(!hasBrowser)(inBrowser('a page in a browser without a network'), () => {
  test('of a grey picture with a truth: every section, and the numbers of --json', async () => {
    const { out, err } = await capture([
      ...['complete', at('grey.png'), '--mask', at('mask.npy'), '--truth', at('grey.png')],
      ...['--steps', '120', '--json', '--report', at('grey.html')],
    ]);
    expect(err).toBe('');
    const json = JSON.parse(out);
    const opened = await open('grey.html');
    const { page } = opened;
    await expectSound(opened);
    expect(await headings(page)).toEqual([
      'Pictures',
      'Summary',
      'Course',
      'Spectrum',
      'On the way',
    ]);
    expect(await page.locator('.chart h3').allTextContents()).toEqual([
      'Loss',
      'NMAE over the missing entries',
      'Greatest singular values',
      'Effective rank',
    ]);
    const captions = await page.locator('.pictures figcaption b').allTextContents();
    expect(captions).toEqual(['Observed', 'Completed', 'Truth', 'Error']);
    expect(await page.locator('.strip').count()).toBe(3);
    expect(await valuesOf(page, 'Against the truth')).toEqual(json.metrics);
    expect(await valuesOf(page, 'Loss of the result')).toEqual(json.loss);
    const { steps, seconds, seed, observed } = json;
    expect(await valuesOf(page, 'The run')).toMatchObject({ steps, seconds, seed, observed });
    expect(await page.locator('th:not([scope])').count()).toBe(0);
  });

  test('of a colour picture: errors are drawn from snapshots, the spectrum of each channel', async () => {
    const { out, err } = await capture([
      ...['complete', at('colour.png'), '--mask', at('mask.npy'), '--truth', at('colour.png')],
      ...['--method', 'rdmf', '--steps', '100', '--json', '--report', at('colour.html')],
    ]);
    expect(err).toBe('');
    const opened = await open('colour.html');
    await expectSound(opened);
    const charts = await opened.page.locator('.chart h3').allTextContents();
    expect(charts).toContain('NMAE over the missing entries');
    expect(charts.filter((title) => title.startsWith('Greatest'))).toHaveLength(3);
    expect(await valuesOf(opened.page, 'Against the truth')).toEqual(JSON.parse(out).metrics);
  });

  test('of a matrix by a classical method, by its name of an evil file, in the dark and on a telephone', async () => {
    const evil = '<i>&"holes".csv';
    const { err } = await capture([
      ...['complete', at(evil), '--method', 'soft-impute', '--report', at('classic.html')],
    ]);
    expect(err).toBe('');
    const bright = await open('classic.html');
    await expectSound(bright);
    expect(await bright.page.locator('h1').textContent()).toBe(evil);
    expect(await bright.page.title()).toBe(evil);
    expect(await bright.page.locator('h1 i').count()).toBe(0);
    expect(await headings(bright.page)).toEqual(['Pictures', 'Summary', 'Course']);
    const dark = await open('classic.html', {
      colorScheme: 'dark',
      viewport: { width: 390, height: 800 },
    });
    await expectSound(dark);
    const paper = ({ page }: Opened) =>
      page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
    expect(await paper(bright)).toBe('rgb(255, 255, 255)');
    expect(await paper(dark)).toBe('rgb(20, 23, 27)');
  });

  test('of a batch: thumbnails, numbers, and why an item failed', async () => {
    await writeFile(at('bad.csv'), '1,2\n3,x\n');
    const inputs = [at('bad.csv'), at('<i>&"holes".csv'), at('truth.csv')];
    const { out, status } = await capture([
      ...['batch', ...inputs, '--out-dir', at('out'), '--method', 'bias', '--json'],
      ...['--report', at('batch.html')],
    ]);
    expect(status).toBe(1);
    const lines: Record<string, unknown>[] = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const opened = await open('batch.html');
    const { page } = opened;
    await expectSound(opened);
    expect(await headings(page)).toEqual(['Failed', 'Completed']);
    const failed = lines.find(({ status }) => status === 'failed');
    const failure = page.locator('section', { has: page.locator('h2', { hasText: 'Failed' }) });
    expect(await failure.locator('tbody td').allTextContents()).toEqual([failed?.error]);
    const items = page.locator('section', { has: page.locator('h2', { hasText: 'Completed' }) });
    expect(await items.locator('tbody th').allTextContents()).toEqual([
      '<i>&"holes".csv',
      'truth.csv',
    ]);
    expect(await items.locator('img').count()).toBe(4);
    const seconds = await items
      .locator('tbody tr')
      .evaluateAll((rows) =>
        rows.map((row) =>
          Array.from(row.querySelectorAll('data'), (data: { value: string }) => Number(data.value)),
        ),
      );
    const told = lines.filter(({ status }) => status === 'completed');
    const numbers = told.map(({ steps, seconds: time, loss, trainingError }) => [
      ...[steps, time, (loss as { total: number }).total, trainingError],
    ]);
    expect(seconds.sort()).toEqual(numbers.sort());
  });
});
