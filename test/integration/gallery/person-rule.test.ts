import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { crc32 } from '../../../src/core/encoding/crc32.ts';
import { EmbeddedStore } from '../../../src/gallery/embedded/embedded-store.ts';
import { openOrCreate } from '../../../src/gallery/embedded/open-folder.ts';
import { calibrateGallery, currentCalibration, currentRule } from '../../../src/pipelines/gallery/calibrate.ts';
import { newFace, TWO_NUMBERS } from '../../support/faces/gallery.ts';
import { useTemporaryFolders } from '../../support/temporary.ts';

const temporaryFolder = useTemporaryFolders();

/** A gallery as it was written before galleries recorded how they measure. */
async function olderGallery(): Promise<string> {
  const folder = path.join(temporaryFolder(), 'older');
  const store = await openOrCreate(folder, TWO_NUMBERS);
  await store.enrol([newFace('Ann', 0), newFace('Ann', 40), newFace('Bob', 90)]);
  const header = path.join(folder, 'gallery.json');
  const { rule, ...rest } = JSON.parse(readFileSync(header, 'utf8')) as { rule: string };
  expect(rule).toBe('spread');
  writeFileSync(header, JSON.stringify(rest));
  return folder;
}

test('a gallery that does not say how it measures does so by the nearest face, until it is calibrated', async () => {
  const store = await EmbeddedStore.open(await olderGallery());
  expect(await currentRule(store)).toBe('nearest');
  expect(await currentCalibration(store)).toMatchObject({ rule: 'nearest' });
  await calibrateGallery(store);
  for (const each of [store, await EmbeddedStore.open(store.name)]) {
    expect(await currentRule(each)).toBe('spread');
    expect(await currentCalibration(each)).toMatchObject({ rule: 'spread' });
  }
});

test('a calibration that does not say it is one of distances from the nearest face', async () => {
  const folder = await olderGallery();
  const calibration = { threshold: 0.7, method: 'quantile', targetFpir: 0.01, people: 2, faces: 3, calibrated: '2026' };
  const json = JSON.stringify({ change: 'calibrate', ...calibration });
  const sum = crc32(Buffer.from(json)).toString(16).padStart(8, '0');
  appendFileSync(path.join(folder, 'changes-1.log'), `${json}\t${sum}\n`);
  const store = await EmbeddedStore.open(folder);
  expect(await currentCalibration(store)).toEqual({ ...calibration, rule: 'nearest' });
  await store.compact();
  expect(await currentCalibration(await EmbeddedStore.open(folder))).toEqual({ ...calibration, rule: 'nearest' });
});
