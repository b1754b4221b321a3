import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll } from '@jest/globals';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';

/** The browser that tests look at pages with. */
export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

export const hasChromium = existsSync(CHROMIUM);

const QUIET = ['--disable-background-networking', '--disable-component-update', '--no-first-run'];

/** One browser for the tests around; each page that it opens shows a file, its scripts run and its pictures loaded. */
export function useBrowser(): (file: string) => Promise<Page> {
  let browser: Browser;
  beforeAll(async () => {
    browser = await puppeteer.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu', ...QUIET] });
  }, 60_000);
  afterAll(() => browser.close());
  return async (file) => {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(file).href);
    return page;
  };
}
