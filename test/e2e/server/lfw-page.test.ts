import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page, Viewport } from 'puppeteer-core';
import { decodeImage } from '../../../src/image/codec.ts';
import { encodePng } from '../../../src/image/encode.ts';
import { formatLfwHtml } from '../../../src/report/html/validate-lfw.ts';
import { CHROMIUM, hasChromium, useBrowser } from '../../support/programs/browser.ts';
import { solid } from '../../support/images.ts';
import { reportOn, WITH_ERRORS } from '../../support/faces/lfw-report.ts';
import { useTemporaryFolders } from '../../support/temporary.ts';

const MAGENTA = [255, 0, 255] as const;
const WIDE = { width: 1200, height: 2000 };
const NARROW = { width: 500, height: 4000 };

const temporary = useTemporaryFolders();

if (!hasChromium) process.stderr.write(`skipped: the LFW report in a browser (no ${CHROMIUM}; set CHROMIUM)\n`);

(hasChromium ? describe : describe.skip)('the LFW report in a browser', () => {
  const open = useBrowser();
  const requests: string[] = [];
  let server: Server;
  let origin = '';

  beforeAll(async () => {
    server = createServer((request, response) => {
      requests.push(request.url ?? '');
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    origin = `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`;
  });
  afterAll(() => {
    server.close();
  });

  test('shows figures, charts and pictures', async () => {
    const file = path.join(temporary(), 'index.html');
    const picture = await dataUri();
    const pictures = new Map(['Eve/Eve_0001', 'Eve/Eve_0002', 'Eve/Eve_0009'].map((key) => [key, picture]));
    writeFileSync(file, formatLfwHtml(reportOn(WITH_ERRORS), pictures));

    const page = await open(file);
    const dom = await page.content();
    expect(dom).toContain('<h1>small on LFW</h1>');
    // 4 of 36 pairs are judged wrongly.
    expect(dom).toContain('<dd class="value">88.89 %</dd>');
    expect(dom.match(/<svg /g)).toHaveLength(2);
    expect(dom.match(/<img [^>]*alt="Face of Eve \d"/g)).toHaveLength(4);
    expect(dom.match(/class="gone"/g)).toHaveLength(4);
    expect(dom.match(/<tr>\s*<th scope="row">[12]<\/th>/g)).toHaveLength(2);

    const { data } = await screenshot(page, WIDE);
    // Four pictures of about 100 × 100 pixels, and the curve in the colour of genuine pairs, 2.5 units thick.
    expect(countPixels(data, MAGENTA)).toBeGreaterThan(4 * 90 * 90);
    expect(countPixels(data, [0x24, 0x68, 0xb4])).toBeGreaterThan(500);

    // On a narrow screen a pair fills the width; its faces are still square.
    const narrow = await screenshot(page, NARROW);
    expect(countPixels(narrow.data, MAGENTA)).toBeGreaterThan(4 * 190 * 190);
  });

  test('a name in the report cannot become an element, nor fetch anything', async () => {
    const folder = temporary();
    const hostile = `x"><img src="${origin}/page">`;
    const page = formatLfwHtml(
      reportOn([{ same: true, numbers: [0, 9], names: [hostile, hostile] }, ...WITH_ERRORS]),
      new Map([[hostile, `${origin}/picture`]]),
    );
    writeFileSync(path.join(folder, 'index.html'), page);
    writeFileSync(path.join(folder, 'control.html'), `<img src="${origin}/control">`);
    const dom = await (await open(path.join(folder, 'index.html'))).content();
    expect(dom).toContain('x"&gt;&lt;img src=');
    await open(path.join(folder, 'control.html'));
    // The page's own picture at an address, which no run makes, is stopped by its policy.
    expect(requests).toEqual(['/control']);
  });
});

const dataUri = async (): Promise<string> =>
  `data:image/png;base64,${(await encodePng(solid(16, 16, MAGENTA))).toString('base64')}`;

async function screenshot(page: Page, size: Viewport): Promise<{ data: Uint8Array }> {
  await page.setViewport(size);
  return decodeImage(await page.screenshot());
}

/** Pixels within 3 levels of a colour. */
function countPixels(data: Uint8Array, colour: readonly [number, number, number]): number {
  let count = 0;
  for (let i = 0; i < data.length; i += 3)
    if (colour.every((level, channel) => Math.abs((data[i + channel] ?? 0) - level) <= 3)) count += 1;
  return count;
}
