import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { CHROMIUM, hasChromium } from '../../support/programs/browser.ts';
import { runCli, startCli } from '../../support/cli.ts';
import { describeWithFfmpeg, EILEEN, makeFilm } from '../../support/programs/film.ts';

if (!hasChromium) process.stderr.write('skipped: the page of facekit camera (no Chromium)\n');

// The page of `facekit camera --show` in a real browser, of a film that is played at its own speed.
(hasChromium ? describeWithFfmpeg : describe.skip)('facekit camera --show', () => {
  let folder = '';
  let browser: Browser;
  let page: Page;
  let run: ReturnType<typeof startCli>;
  let url = '';

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'facekit-camera-'));
    const film = makeFilm(path.join(folder, 'film.mp4'), 25, [
      { photograph: EILEEN, from: 0, to: 25, x: '10+5*t', y: '80' },
    ]);
    const gallery = path.join(folder, 'gallery');
    await runCli('gallery', 'enrol', gallery, EILEEN, '--name', 'Ann <b>', '--model', 'mobilefacenet', '--quiet');
    const options = ['--source', film, '--realtime', '--show', '--json', '--device', 'cpu'];
    run = startCli(['camera', gallery, ...options], { env: { DISPLAY: undefined, WAYLAND_DISPLAY: undefined } });
    const [line] = (await once(run.process.stderr ?? process.stdin, 'data')) as [string];
    url = /^(http:\S+) shows the pictures\.$/m.exec(line)?.[1] ?? '';
    browser = await puppeteer.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--lang=en-US'] });
    page = await browser.newPage();
    await page.goto(url, { waitUntil: 'domcontentloaded' });
  }, 60_000);

  afterAll(async () => {
    run.process.kill('SIGKILL');
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('pictures and who came are there, a name being text whatever it holds', async () => {
    await page.waitForFunction(`document.querySelector('img.live').naturalWidth === 640`, { timeout: 20_000 });
    await page.waitForFunction(`document.querySelector('ul.events').textContent.includes('Ann <b> appeared')`);
  }, 60_000);

  test('axe-core finds nothing, at the width of a phone', async () => {
    await page.setViewport({ width: 360, height: 740 });
    expect(await page.evaluate(`document.documentElement.scrollWidth`)).toBeLessThanOrEqual(360);
    await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
    expect(await page.evaluate('axe.run().then(({ violations }) => violations.map(({ id }) => id))')).toEqual([]);
  }, 60_000);

  test('other names of the server are refused', async () => {
    const sent = request(`${url}pictures`, { headers: { host: 'evil.example' } }).end();
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    answer.resume();
    expect(answer.statusCode).toBe(421);
  });

  test('the end is told', async () => {
    run.process.kill('SIGINT');
    await page.waitForFunction(`document.querySelector('[role=status]').textContent === 'The camera was stopped.'`);
    expect((await run.result).exitCode).toBe(130);
  }, 60_000);
});
