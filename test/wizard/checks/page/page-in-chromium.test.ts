/** The page as people open it: a file, on a phone and on a desk, light and dark, with the keyboard alone. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { pageOf } from '../../../../wizard/checks/page/page.js';
import { chromiumPath, openBrowser, type Browser } from './chromium.js';
import { beyond, faintTexts, focused, overlapping } from './in-page.js';
import { fleetPage } from './fleet-sample.js';
import { hostile, quiet, sample } from './sample.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'page-files-'));
  writeFileSync(join(folder, 'full.html'), pageOf(sample(300)));
  writeFileSync(join(folder, 'quiet.html'), pageOf(quiet()));
  writeFileSync(join(folder, 'fleet.html'), fleetPage(300));
});
afterAll(() => rmSync(folder, { recursive: true }));

const views = [
  { name: 'phone, light', width: 360, colorScheme: 'light' },
  { name: 'phone, dark', width: 390, colorScheme: 'dark' },
  { name: 'desk, light', width: 1280, colorScheme: 'light' },
  { name: 'desk, dark', width: 1280, colorScheme: 'dark' },
] as const;

const withChromium = chromiumPath === undefined ? describe.skip : describe;
const named = chromiumPath === undefined ? 'in Chromium (skipped: there is none on PATH)' : 'in Chromium';

withChromium(named, () => {
  describe.each(views)('$name', ({ width, colorScheme }) => {
    let browser: Browser;
    const said: string[] = [];
    const asked: string[] = [];
    beforeAll(async () => {
      browser = await openBrowser({ width, colorScheme, reducedMotion: 'reduce' });
    });
    afterAll(() => browser.close());

    async function open(file: string): Promise<Page> {
      said.length = 0;
      asked.length = 0;
      const page = await browser.context.newPage();
      page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
      page.on('pageerror', (error) => said.push(String(error)));
      page.on('request', (request) => asked.push(request.url()));
      await page.goto(pathToFileURL(join(folder, file)).href);
      return page;
    }

    test.each(['full.html', 'quiet.html'])(
      '%s: nothing on the console, nothing loaded, no scrolling sideways',
      async (file) => {
        const page = await open(file);
        expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
        const outside = await page.evaluate<string[]>(`(${beyond})(${width})`);
        expect(outside).toEqual([]);
        expect({ said, asked: asked.filter((url) => !url.startsWith('file:') && !url.startsWith('data:')) }).toEqual({
          said: [],
          asked: [],
        });
        expect(await page.title()).toBe('contoso-desktops: doctor');
        await page.close();
      },
    );

    test('the page of a fleet: nothing on the console, no scrolling sideways, every text stands out from its ground', async () => {
      const page = await open('fleet.html');
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      expect(await page.evaluate<string[]>(`(${beyond})(${width})`)).toEqual([]);
      expect(await page.evaluate<string[]>(`(${faintTexts})()`)).toEqual([]);
      expect(said).toEqual([]);
      await page.close();
    });

    test('every text stands out from its ground (WCAG AA)', async () => {
      const page = await open('full.html');
      expect(await page.evaluate<string[]>(`(${faintTexts})()`)).toEqual([]);
      await page.close();
    });

    test('what Intune brought, unfolded for everybody, stays inside and readable', async () => {
      const page = await open('full.html');
      await page.evaluate('for (const each of document.querySelectorAll("details")) each.open = true');
      expect(await page.locator('details.morning dt', { hasText: 'Company Portal' }).first().isVisible()).toBe(true);
      expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      expect(await page.evaluate<string[]>(`(${beyond})(${width})`)).toEqual([]);
      expect(await page.evaluate<string[]>(`(${faintTexts})()`)).toEqual([]);
      await page.close();
    });

    test('no part of the picture covers another', async () => {
      const page = await open('full.html');
      const overlaps = await page.evaluate<number>(`(${overlapping})()`);
      expect(overlaps).toBe(0);
      await page.close();
    });
  });

  describe('with the keyboard alone', () => {
    let browser: Browser;
    let page: Page;
    beforeAll(async () => {
      browser = await openBrowser({ width: 1280, colorScheme: 'light' });
      page = await browser.context.newPage();
      await page.goto(pathToFileURL(join(folder, 'full.html')).href);
    });
    afterAll(() => browser.close());
    const shown = () => page.locator('tbody tr:not([hidden])').count();

    test('the first stop leads past the picture, every stop is seen, and none is a trap', async () => {
      await page.keyboard.press('Tab');
      expect(await page.evaluate<string>('document.activeElement.textContent')).toBe('To what was found');
      await page.keyboard.press('Enter');
      expect(page.url()).toMatch(/#findings$/);
      const stops: string[] = [];
      for (let at = 0; at < 12; at += 1) {
        await page.keyboard.press('Tab');
        stops.push(await page.evaluate<string>(`(${focused})()`));
      }
      const before = stops.slice(0, stops.indexOf('end') === -1 ? stops.length : stops.indexOf('end'));
      expect(before.length).toBeGreaterThanOrEqual(4);
      expect(before.filter((stop) => !/ (solid|auto)$/.test(stop))).toEqual([]);
      expect(before.join()).toMatch(/SUMMARY.*INPUT/);
    });

    test('a consequence is unfolded', async () => {
      const fold = page.locator('details').first();
      expect(await fold.getAttribute('open')).toBeNull();
      await fold.locator('summary').focus();
      await page.keyboard.press('Enter');
      expect(await fold.getAttribute('open')).not.toBeNull();
      expect(await fold.textContent()).toContain(hostile);
    });

    test('one of 300 people is found by typing, and all are back with Escape', async () => {
      expect(await shown()).toBe(300);
      await page.locator('body').click({ position: { x: 5, y: 5 } });
      await page.keyboard.press('/');
      await page.keyboard.type('number237@');
      expect(await shown()).toBe(1);
      expect(await page.locator('[role=status]').textContent()).toBe('1 of 300 shown');
      await page.keyboard.type('nobody');
      expect(await page.locator('#nobody').isVisible()).toBe(true);
      await page.keyboard.press('Escape');
      expect(await shown()).toBe(300);
    });

    test('only those who need help are shown, chosen with an arrow key', async () => {
      await page.locator('input[name=only]').first().focus();
      await page.keyboard.press('ArrowRight');
      const broken = await shown();
      expect(broken).toBeGreaterThan(0);
      expect(broken).toBeLessThan(60);
      expect(await page.locator('tbody tr:not([hidden])').first().locator('td.says').textContent()).not.toMatch(
        /whole/,
      );
      await page.keyboard.press('ArrowRight');
      expect(await shown()).toBe(300 - broken);
    });

    test('a link of the picture leads to its rules', async () => {
      await page.locator('a.edge.error').first().focus();
      await page.keyboard.press('Enter');
      expect(page.url()).toMatch(/#rules-federation$/);
    });

    test('nothing moves for those who want no motion', async () => {
      const still = await openBrowser({ width: 1280, colorScheme: 'light', reducedMotion: 'reduce' });
      const other = await still.context.newPage();
      await other.goto(pathToFileURL(join(folder, 'quiet.html')).href);
      const smooth = await other.evaluate<string>('getComputedStyle(document.documentElement).scrollBehavior');
      await still.close();
      expect(smooth).toBe('auto');
    });
  });
});
