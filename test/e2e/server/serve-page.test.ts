import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import sharp from 'sharp';
import { CHROMIUM, hasChromium } from '../../support/programs/browser.ts';
import { PROJECT } from '../../support/cli.ts';
import { type StartedServer, startServer } from '../../support/programs/serve.ts';

// The page of `facekit serve` in a real browser, with the bundled model and photographs that ship.

const SAMPLE = path.join(PROJECT, 'datasets/sample');
const EILEEN = path.join(SAMPLE, 'Eileen_Collins/Eileen_Collins_0001.jpg');
const GRACE = path.join(SAMPLE, 'Grace_Hopper/Grace_Hopper_0001.jpg');
const GUEST = path.join(SAMPLE, 'Guest/Guest_0002.jpg');
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** A picture of 640 × 480 with photographs side by side, as a camera would see people. */
async function besideEachOther(photographs: readonly string[]): Promise<Buffer> {
  const [width, height] = [Math.floor(640 / photographs.length), 480];
  const laid = await Promise.all(
    photographs.map(async (photograph, i) => ({
      input: await sharp(photograph).resize(width, height, { fit: 'inside' }).toBuffer(),
      left: i * width,
      top: 60,
    })),
  );
  return sharp({ create: { width: 640, height, channels: 3, background: 'grey' } })
    .composite(laid)
    .jpeg()
    .toBuffer();
}

if (!hasChromium) process.stderr.write('skipped: the page of facekit serve (no Chromium)\n');

(hasChromium ? describe : describe.skip)('the page', () => {
  let server: StartedServer;
  let browser: Browser;
  let page: Page;
  let folder = '';
  const problems: string[] = [];

  beforeAll(async () => {
    server = await startServer('--quiet');
    folder = await mkdtemp(path.join(tmpdir(), 'facekit-camera-'));
    const film = path.join(folder, 'camera.mjpeg');
    const frame = await besideEachOther([EILEEN, GUEST, GRACE]);
    await writeFile(film, Buffer.concat(Array.from({ length: 30 }, () => frame)));
    const camera = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'];
    const args = ['--no-sandbox', '--lang=en-US', ...camera, `--use-file-for-fake-video-capture=${film}`];
    browser = await puppeteer.launch({ executablePath: CHROMIUM, args });
    page = await browser.newPage();
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    await page.goto(server.url);
  });

  afterAll(async () => {
    await browser.close();
    await server.stop();
    await rm(folder, { recursive: true });
  });

  const show = async (name: string): Promise<void> => {
    await page.click(`nav a[href="#${name}"]`);
    await page.waitForSelector(`nav a[href="#${name}"][aria-current]`);
  };
  const choose = async (files: readonly string[], nth = 0): Promise<void> => {
    const input = (await page.$$('input[type=file]'))[nth];
    await (input as unknown as { uploadFile(...paths: string[]): Promise<void> }).uploadFile(...files);
  };
  // What runs in the page is text here: these tests are compiled without the types of a browser.
  const until = (condition: string) => page.waitForFunction(condition, { timeout: 20_000 });
  const told = async (text: string): Promise<string> => {
    await until(`document.querySelector('main')?.textContent.includes(${JSON.stringify(text)})`);
    return (await page.evaluate(`document.querySelector('main').textContent`)) as string;
  };

  test('a name that is markup is text; people are enrolled by photographs', async () => {
    expect(await told('Nobody is enrolled yet')).toContain('People');
    await choose([EILEEN]);
    await told('Give a name first');
    await page.type('input[type=text]', 'Eileen <img src=x onerror=alert(1)>');
    await choose([EILEEN, path.join(SAMPLE, 'Other/rocket.jpg')]);
    await told('Eileen_Collins_0001.jpg: added');
    expect(await told('1 face')).toContain('rocket.jpg: not added. No face was found');
    expect(await page.$$eval('main img[onerror]', (images) => images.length)).toBe(0);
    await until(`document.querySelector('ul.people img')?.naturalWidth > 0`);
  });

  test('a photograph is recognized, with boxes drawn, and the unknown stay unknown', async () => {
    await show('recognize');
    await choose([EILEEN]);
    expect(await told('Face 1: Eileen <img')).toContain('1 face was found.');
    expect(await page.$eval('canvas', ({ width, height }) => width > 0 && height > 0)).toBe(true);
    await choose([GRACE]);
    await told('Face 1: unknown');
  });

  test('two photographs are compared', async () => {
    await show('compare');
    await choose([EILEEN], 0);
    await told('Choose two photographs.');
    await choose([GRACE], 1);
    expect(await told('Two people (distance')).toMatch(/distance 1\.\d\d/);
  });

  test('an album is sorted by person, and a group gets a name', async () => {
    await show('album');
    const guests = ['Guest/Guest_0001.jpg', 'Guest/Guest_0002.jpg'].map((name) => path.join(SAMPLE, name));
    await choose([...guests, GRACE, path.join(SAMPLE, 'Other/rocket.jpg')]);
    expect(await told('4 photographs, 3 faces, 2 people.')).toContain('Person 1 (2 faces)');
    expect(
      await page.evaluate(`Array.from(document.querySelectorAll('ul.faces canvas'), (each) => each.ariaLabel)`),
    ).toEqual(['Face in Guest_0001.jpg', 'Face in Guest_0002.jpg', 'Face in Grace_Hopper_0001.jpg']);
    await page.type('form input', 'The Guest');
    await page.keyboard.press('Enter');
    await told('2 of 2 faces were added to The Guest.');
  });

  test('names are drawn over the picture of a camera, unknown over a stranger, until it is stopped', async () => {
    await show('camera');
    await page.click('main button');
    const shown = `document.querySelector('main canvas').ariaLabel`;
    for (const name of ['Eileen <img', 'The Guest', 'unknown'])
      await until(`${shown}.includes(${JSON.stringify(name)})`);
    expect(await told('frames a second')).toContain('Stop the camera');
    const visible = `Array.from(document.querySelectorAll('main video, main canvas'), (each) => [each.tagName, each.checkVisibility()])`;
    expect(await page.evaluate(visible)).toEqual([
      ['VIDEO', false],
      ['CANVAS', true],
    ]);
    await page.click('main button');
    await told('Start the camera');
  });

  test('Chinese, kept for the next visit; the keyboard reaches everything', async () => {
    await page.focus('#language');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(`document.documentElement.lang`)).toBe('zh');
    await page.reload();
    await until(`document.title.endsWith('摄像头')`);
    await page.click('#language');
    await show('people');
    const reached: string[] = [];
    for (let i = 0; i < 8; i++) {
      await page.keyboard.press('Tab');
      reached.push((await page.evaluate(`document.activeElement?.tagName`)) as string);
    }
    // Behind the last of them the keyboard is at the browser's own controls, and then at the first again.
    expect(new Set(reached.filter((tag) => tag !== 'BODY'))).toEqual(new Set(['A', 'BUTTON', 'INPUT']));
  });

  test('axe-core finds nothing on any page, light and dark, at the width of a phone', async () => {
    const source = await readFile(AXE, 'utf8');
    for (const scheme of ['light', 'dark'])
      for (const name of ['people', 'recognize', 'compare', 'album', 'camera']) {
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
        await page.setViewport({ width: 360, height: 740 });
        await show(name);
        expect(await page.evaluate(`document.documentElement.scrollWidth`)).toBeLessThanOrEqual(360);
        await page.evaluate(source);
        const found: unknown = await page.evaluate(
          'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]))',
        );
        expect([scheme, name, found]).toEqual([scheme, name, []]);
      }
  });

  test('nothing failed in the browser', () => {
    expect(problems).toEqual([]);
  });
});
