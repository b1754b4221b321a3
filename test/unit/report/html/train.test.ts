import { expect, test } from '@jest/globals';
import { appendHistory, readHistory } from '../../../../src/pipelines/train/history.ts';
import { formatTrainingHtml } from '../../../../src/report/html/train.ts';
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { useTemporaryFolders } from '../../../support/temporary.ts';
import { tinySettings } from '../../../support/training/train-data.ts';

const temporary = useTemporaryFolders();

const stepOf = (step: number, loss: number) => ({
  ...{ step, loss, spread: 0.5, rate: 0.05 },
  details: { active: 1 / step, 'd(a,p)': 0.5, 'd(a,n)': 1 },
});
const measuredOf = (step: number, accuracy: number) => ({ step, accuracy, areaUnderCurve: 0.9, validationRate: 0.1 });

test('a history goes over all runs: what a run did again counts, and a line that was cut off does not', async () => {
  const folder = temporary();
  expect(await readHistory(folder)).toEqual({ steps: [], measured: [] });
  await appendHistory(folder, stepOf(1, 0.3));
  await appendHistory(folder, stepOf(2, 0.9));
  await appendHistory(folder, measuredOf(2, 0.1));
  await appendHistory(folder, stepOf(3, 0.9));
  appendFileSync(path.join(folder, 'history.jsonl'), '{"step":4,"lo\n');
  await appendHistory(folder, stepOf(2, 0.2));
  await appendHistory(folder, measuredOf(2, 0.8));
  expect(await readHistory(folder)).toEqual({
    steps: [stepOf(1, 0.3), stepOf(2, 0.2)],
    measured: [measuredOf(2, 0.8)],
  });
});

test('the page has a curve of everything that is told, and nothing from elsewhere', () => {
  const steps = Array.from({ length: 1000 }, (_, i) => stepOf(i + 1, 0.2 - i / 1e4));
  const settings = tinySettings('/data', { name: '<b>tiny' });
  const page = formatTrainingHtml({ steps, measured: [measuredOf(500, 0.7), measuredOf(1000, 0.812)] }, settings);
  const titles = [...page.matchAll(/<figure>\s*<h2>(.*?)<\/h2>/g)].map(([, title]) => title);
  const curves = ['Loss', 'Validation', 'Squared distances', 'Share of active triplets', 'Spread', 'Learning rate'];
  expect(titles).toEqual(curves);
  expect(page.match(/class="curve/g)).toHaveLength(8);
  expect(page).toContain('81.20 %');
  expect(page).not.toContain('<b>tiny');
  expect(page).not.toMatch(/https?:/);
  expect(page.length).toBeLessThan(60_000);
});

test('before the first measure there is a page too', () => {
  const page = formatTrainingHtml({ steps: [stepOf(1, 0)], measured: [] }, tinySettings('/data'));
  expect(page).not.toMatch(/NaN|Infinity/);
});
