import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CHROMIUM, hasChromium, useBrowser } from '../../support/programs/browser.ts';
import { PROJECT, runCli } from '../../support/cli.ts';

const SAMPLE = path.join(PROJECT, 'datasets/sample');

/** Each would change the title of a page in which it were more than text. */
const CLASSES = [`<img src=x onerror="document.title='owned'">`, `"><svg onload="document.title='owned'">`] as const;
const FILES = [`a" onerror="document.title='owned';x.jpg`, `<script>document.title='owned';<!--.jpg`] as const;

/** The faster detector. */
const DETECTING = ['--detect', '--detector', 'yunet', '--model', 'mobilefacenet', '--device', 'cpu'];

if (!hasChromium) process.stderr.write(`skipped: hostile names in a browser (no ${CHROMIUM}; set CHROMIUM)\n`);
else if (process.platform === 'win32') process.stderr.write('skipped: hostile names (no such file names on Windows)\n');
const describeWithBrowser = !hasChromium || process.platform === 'win32' ? describe.skip : describe;

const titleOf = (dom: string): string | undefined => /<title>(.*?)<\/title>/s.exec(dom)?.[1];

/** The tags of a page that run something: a script, or one with a handler of an event. */
const runningTags = (dom: string): string[] =>
  Array.from(dom.matchAll(/<\w+(?:\s+[^\s"=<>]+(?:="[^"]*")?)*\s*>/g), ([tag]) =>
    tag.replaceAll(/="[^"]*"/g, ''),
  ).filter((tag) => /^<script|\son\w+/.test(tag));

describeWithBrowser('names of classes and files that are markup', () => {
  const open = useBrowser();
  const root = mkdtempSync(path.join(tmpdir(), 'facekit-names-'));
  const people = path.join(root, 'people');

  afterAll(() => {
    rmSync(root, { recursive: true });
  });

  beforeAll(() => {
    const photographs = ['Guest/Guest_0001.jpg', 'Eileen_Collins/Eileen_Collins_0001.jpg'];
    for (const [i, name] of CLASSES.entries()) {
      mkdirSync(path.join(people, name), { recursive: true });
      for (const file of FILES) copyFileSync(path.join(SAMPLE, photographs[i] ?? ''), path.join(people, name, file));
    }
  });

  /** Refuses a page that has done what a name says, or holds an element of one. */
  async function expectText(page: string): Promise<void> {
    const dom = await (await open(page)).content();
    expect(titleOf(dom)).toMatch(/^(?!owned).+/);
    expect(runningTags(dom)).toEqual([]);
    expect(dom.includes('&lt;img src=x onerror=')).toBe(true);
  }

  test('would run in a page that takes them as they are', async () => {
    const page = path.join(root, 'control.html');
    for (const name of [...CLASSES, `<img src="${FILES[0]}">`]) {
      writeFileSync(page, `<!doctype html><title>before</title><p title="${name}">${name}</p>`);
      const dom = await (await open(page)).content();
      expect(titleOf(dom)).toBe('owned');
      expect(runningTags(dom)).not.toEqual([]);
    }
  }, 60_000);

  test('are text in the page of dataset check', async () => {
    const page = path.join(root, 'check');
    expect(await runCli('dataset', 'check', people, ...DETECTING, '--report', page)).toMatchObject({ signal: null });
    await expectText(path.join(page, 'index.html'));
  }, 60_000);

  test('are text in the page of classify', async () => {
    const [classifier, page] = [path.join(root, 'people.json'), path.join(root, 'classified')];
    expect(await runCli('train-classifier', people, classifier, ...DETECTING)).toMatchObject({ exitCode: 0 });
    expect(await runCli('classify', classifier, people, ...DETECTING, '--report', page)).toMatchObject({ exitCode: 0 });
    await expectText(path.join(page, 'index.html'));
  }, 60_000);
});
