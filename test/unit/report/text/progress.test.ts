import { describe, expect, test } from '@jest/globals';
import { testResults } from '../../../support/tables.ts';
import { createProgress, duration } from '../../../../src/report/text/progress.ts';

function plain(quiet: boolean) {
  let text = '';
  let time = 0;
  const stream = { write: (more: string) => (text += more), isTTY: false };
  const progress = createProgress(stream, { total: 100, unit: 'images', quiet, now: () => time });
  return { progress, text: () => text, wait: (ms: number) => (time += ms) };
}

describe('progress without a terminal', () => {
  test('is a line every five seconds, with a rate of the images that took work', () => {
    const { progress, text, wait } = plain(false);
    for (let i = 0; i < 10; i += 1) progress.advance(false);
    expect(text()).toBe('');
    for (let i = 0; i < 50; i += 1) {
      wait(100);
      progress.advance(true);
    }
    // 50 images in 5 s; 40 of 100 are left.
    expect(text()).toBe('60/100 images, 10.0/s, 4 s left\n');
  });

  test('passes lines on at once', () => {
    const { progress, text } = plain(false);
    progress.line('no-face  a.jpg');
    expect(text()).toBe('no-face  a.jpg\n');
  });

  test('quiet keeps only the lines', () => {
    const { progress, text, wait } = plain(true);
    wait(60_000);
    progress.advance(true);
    progress.line('unreadable  a.jpg');
    progress.stop();
    expect(text()).toBe('unreadable  a.jpg\n');
  });
});

test('on a terminal a bar is drawn, and lines stand above it', () => {
  let text = '';
  const stream = {
    write: (more: string) => (text += more),
    isTTY: true,
    columns: 80,
    cursorTo: () => undefined,
    moveCursor: () => undefined,
    clearLine: () => undefined,
  };
  const progress = createProgress(stream, { total: 2, unit: 'images', quiet: false });
  progress.advance(true);
  progress.line('no-face  a.jpg');
  progress.advance(true);
  progress.stop();
  expect(text).toContain('no-face  a.jpg\n');
  expect(text).toContain('2/2 images');
});

testResults('%d seconds are %s', duration, [
  [0.2, '1 s'],
  [59, '59 s'],
  [61, '2 min'],
  [3600, '1 h 0 min'],
  [11_000, '3 h 4 min'],
]);
