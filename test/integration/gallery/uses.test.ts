import path from 'node:path';
import { beforeEach, expect, test } from '@jest/globals';
import { galleryCalibrate } from '../../../src/commands/gallery/calibrate.ts';
import { GALLERY_COMMANDS } from '../../../src/commands/groups/gallery.ts';
import { galleryExport } from '../../../src/commands/gallery/export.ts';
import { readEmbeddingFile } from '../../../src/dataset/embedding-file/read.ts';
import { openOrCreate } from '../../../src/gallery/embedded/open-folder.ts';
import { currentCalibration } from '../../../src/pipelines/gallery/calibrate.ts';
import { PEOPLE, writeGreys } from '../../support/fakes/fake-classifier.ts';
import { runEnrol, runIdentify, runSearch } from '../../support/fakes/fake-gallery.ts';
import { newFace, raisedBy, squaredChord, TWO_NUMBERS } from '../../support/faces/gallery.ts';
import { createTestIo } from '../../support/io.ts';
import { useTemporaryFolders } from '../../support/temporary.ts';

const temporaryFolder = useTemporaryFolders();
let cwd = '';

beforeEach(async () => {
  cwd = temporaryFolder();
  await writeGreys(path.join(cwd, 'people'), PEOPLE);
  await runEnrol(cwd, ['friends', 'people']);
});

test('search lists the faces that are nearest', async () => {
  await writeGreys(cwd, { 'q.png': 105 });
  const { stdout } = await runSearch(cwd, ['friends', 'q.png'], { top: 3 });
  const lines = stdout.trimEnd().split('\n');
  expect(lines[0]).toBe('q.png');
  expect(lines).toHaveLength(4);
  expect(lines[1]).toMatch(new RegExp(`^ +0 {2}${squaredChord(1).toFixed(3)} {2}[0-9a-f-]{36} {2}Bob {2}people/Bob/`));
  expect(lines[3]).toContain(squaredChord(3).toFixed(3));
});

test('export writes a file that says how the embeddings were made and whose they are', async () => {
  const { io, stdout } = createTestIo({ cwd });
  expect(await galleryExport({ args: ['friends'] }, { output: 'out.jsonl' }, io)).toBe(0);
  expect(stdout()).toMatch(/^12 embeddings: .*out\.jsonl\n$/);
  const { metadata, rows } = await readEmbeddingFile(path.join(cwd, 'out.jsonl'));
  expect(metadata.model).toEqual({ name: 'fake-box', sha256: 'fa'.repeat(32) });
  expect(rows.map(({ className }) => className).filter((name) => name === 'Ann Example')).toHaveLength(4);
  const bob = rows.find(({ path: name }) => name === 'people/Bob/Bob_0001.png');
  const angle = (100 * Math.PI) / 180;
  expect(bob?.embedding[0]).toBeCloseTo(Math.cos(angle), 6);
  expect(bob?.embedding[1]).toBeCloseTo(Math.sin(angle), 6);
});

test('an empty gallery is not exported, and names nobody', async () => {
  const empty = await openOrCreate(path.join(cwd, 'empty'), TWO_NUMBERS);
  const { io } = createTestIo({ cwd });
  await expect(galleryExport({ args: ['empty'] }, { output: 'o.npy' }, io)).rejects.toMatchObject({ code: 'no-faces' });
  expect(await currentCalibration(empty)).toMatchObject({ people: 0, method: 'extreme-value' });
});

test('calibrate keeps a threshold, which identify uses', async () => {
  const { io, stdout } = createTestIo({ cwd });
  await galleryCalibrate({ args: ['friends'] }, { targetFpir: 0.02, json: true }, io);
  const { threshold, people, faces } = JSON.parse(stdout()) as { threshold: number; people: number; faces: number };
  expect([people, faces]).toEqual([3, 12]);
  const { stdout: identified } = await runIdentify(cwd, ['friends', 'people/Bob'], { json: true });
  expect((JSON.parse(identified) as { threshold: number }).threshold).toBe(threshold);
});

test('the threshold is found again once the gallery is another', async () => {
  const store = await openOrCreate(path.join(cwd, 'big'), TWO_NUMBERS);
  // People a degree apart. Five at each end have fewer others near, and are the tenth of them below the threshold.
  await store.enrol(Array.from({ length: 200 }, (_, i) => newFace(`person ${i}`, i)));
  const kept = { ...(await currentCalibration(store)), threshold: 0.5, people: 190 };
  await store.calibrate(kept);
  expect(await currentCalibration(store)).toEqual(kept);
  await store.calibrate({ ...kept, people: 10, targetFpir: 0.05 });
  const again = await currentCalibration(store);
  expect(again).toMatchObject({ people: 200, targetFpir: 0.05, method: 'quantile' });
  const raised = squaredChord(1) + raisedBy(1, 2, 2, 3, 3, 4, 4, 5, 5, 6);
  expect(again.threshold).toBeCloseTo(raised, 4);
});

test('10,000 people are enrolled and found', async () => {
  const store = await openOrCreate(path.join(cwd, 'many'), TWO_NUMBERS);
  await store.enrol(Array.from({ length: 10_000 }, (_, i) => newFace(`name ${i} 👤`, i * 0.03)));
  expect(await store.people()).toHaveLength(10_000);
  const [[near] = []] = await store.nearestPeople([newFace('', 30.001).embedding], { top: 1, rule: 'nearest' });
  expect(near?.person).toBe('name 1000 👤');
});

test('every command of galleries can be called', () => {
  const names = 'enrol identify search list remove rename merge calibrate export compact repair index';
  expect(GALLERY_COMMANDS.map(({ name }) => name).join(' ')).toBe(names);
});
