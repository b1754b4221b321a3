import path from 'node:path';
import { expect, test } from '@jest/globals';
import { openCropPlan, type FaceChoice } from '../../../../src/pipelines/collection/open-crop-plan.ts';
import { cropRecord } from '../../../support/faces/crop-record.ts';
import { fakeEmbedder } from '../../../support/fakes/fake-embed.ts';
import { useTemporaryFolders, writeFiles } from '../../../support/temporary.ts';

const temporary = useTemporaryFolders();
const PHOTOGRAPHS: FaceChoice = { kind: 'photographs', allFaces: true, select: 'center' };

/** What is noted of images where faces are to be found in them. */
async function notesOn(names: readonly string[], choice: FaceChoice): Promise<string[]> {
  const folder = temporary();
  writeFiles(folder, {
    'crops/alignment.json': JSON.stringify({ imageSize: 160, margin: 32 }),
    'crops/alignment.jsonl': cropRecord('Ann/1.jpg', 'Ann/1.png'),
  });
  const files = names.map((name) => ({ path: name, file: path.join(folder, name), className: 'Ann' }));
  const told: string[] = [];
  const listener = { notes: (note: string) => void told.push(note) };
  await openCropPlan(fakeEmbedder(), files, { choice, flip: false, listener });
  return told;
}

test('crops of align in which faces are to be found are told', async () => {
  const [note, ...others] = await notesOn(['photos/Ann/1.jpg', 'crops/Ann/1.png'], PHOTOGRAPHS);
  expect(note).toMatch(/^1 of 2 images are crops that align made \(crops\/Ann\/1\.png, of .*crops\).*costs accuracy/);
  expect(others).toEqual([]);
  expect(await notesOn(['crops/Ann/1.png'], PHOTOGRAPHS)).toEqual([expect.stringMatching(/^All images are crops/)]);
});

test('photographs, also beside crops, and crops as crops are nothing to tell of', async () => {
  expect(await notesOn(['photos/Ann/1.jpg', 'crops/Ann/photograph.jpg'], PHOTOGRAPHS)).toEqual([]);
  expect(await notesOn(['crops/Ann/1.png'], { kind: 'crops' })).toEqual([]);
});
