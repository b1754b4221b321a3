import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openEventWriter } from '../../../src/training/events/event-writer.ts';
import { readTrainingFixture, unpackFloats } from '../../support/training/training-fixture.ts';

const expected = readTrainingFixture('events.json') as {
  readonly seconds: number;
  readonly scalars: Readonly<Record<string, number>>;
  readonly weights: string;
  readonly file: string;
};

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'facekit-events-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('a file of events has the bytes of the format', async () => {
  const runs = path.join(folder, 'runs', 'a');
  await using writer = await openEventWriter(runs, () => expected.seconds * 1000);
  await writer.write(0, { scalars: { loss: 1 } });
  await writer.write(300_000, { scalars: expected.scalars, histograms: { weights: unpackFloats(expected.weights) } });
  expect(path.basename(writer.file)).toMatch(/^events\.out\.tfevents\.1700000000\.\d+\.facekit$/);
  expect(await readFile(writer.file)).toEqual(Buffer.from(expected.file, 'base64'));
});

test('a folder that cannot be made is an error of writing', async () => {
  await writeFile(path.join(folder, 'file'), '');
  await expect(openEventWriter(path.join(folder, 'file', 'runs'))).rejects.toMatchObject({
    code: 'output-not-writable',
  });
});
