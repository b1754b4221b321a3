import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { RgbImage } from '../../../../src/core/image.ts';
import { encodePng } from '../../../../src/image/encode.ts';
import { createCropCheck } from '../../../../src/pipelines/collection/crop-check.ts';
import { faceAt, notToBeCalled } from '../../../support/fakes/fake-embed.ts';
import { solid } from '../../../support/images.ts';
import { useTemporaryFolders, writeFiles } from '../../../support/temporary.ts';

const temporary = useTemporaryFolders();

const FACENET = { name: 'facenet-vggface2', inputSize: 160, alignment: { kind: 'box', margin: 32 } } as const;

/** A face in the middle that takes this share of the image's sides; none in black images. */
const faceOf =
  (share: number) =>
  ({ width, height, data }: RgbImage) =>
    Promise.resolve(
      data[0] === 0
        ? []
        : [
            faceAt(
              (width * (1 - share)) / 2,
              (height * (1 - share)) / 2,
              (width * (1 + share)) / 2,
              (height * (1 + share)) / 2,
            ),
          ],
    );

type Picture = readonly [width: number, height: number, grey?: number];

async function filesOf(pictures: readonly Picture[], more: Readonly<Record<string, string>> = {}) {
  const folder = temporary();
  const files = await Promise.all(
    pictures.map(async ([width, height, grey = 99], i) => {
      const name = `people/Ann/${i}.png`;
      const bytes = await encodePng(solid(width, height, [grey, grey, grey]));
      return [name, bytes] as const;
    }),
  );
  writeFiles(folder, { ...Object.fromEntries(files), ...more });
  return files.map(([name]) => ({ path: name, file: path.join(folder, name), className: 'Ann' }));
}

const times = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);

describe('crops are taken', () => {
  test.each<[string, readonly Picture[]]>([
    ["of the model's size", times(3, [160, 160])],
    ['of another size, all of one', times(3, [182, 182])],
    ['with a face that the detector misses', [[160, 160, 0], ...times(2, [160, 160] as const)]],
  ])('%s', async (_, pictures) => {
    await expect(createCropCheck({ detect: faceOf(0.75) })(await filesOf(pictures), FACENET)).resolves.toBeUndefined();
  });

  test('of align, or for a model that finds the face itself, without a look', async () => {
    const settings = { 'people/alignment.json': JSON.stringify({ imageSize: 160, margin: 32 }) };
    const check = createCropCheck({ detect: notToBeCalled });
    await check(await filesOf([[640, 480]], settings), FACENET);
    await check(await filesOf([[640, 480]]), { ...FACENET, alignment: { kind: 'similarity' } });
    await createCropCheck({ detect: notToBeCalled, force: true })(await filesOf([[640, 480]]), FACENET);
  });
});

describe('photographs are refused', () => {
  test.each<[string, readonly Picture[], number, RegExp]>([
    ['no squares', times(2, [640, 480]), 0.75, /2 of 2 .* are none \(people\/Ann\/0\.png: 640×480, no square\)/],
    [
      'squares of two sizes',
      [
        [160, 160],
        [200, 200],
      ],
      0.75,
      /they are of several sizes \(160×160, 200×200\)/,
    ],
    ['pictures without a face', times(4, [160, 160, 0]), 0.75, /4 of 4 .* \(.*: 160×160, no face found\)/],
    // As LFW's own: the face takes 0.43 of the sides.
    ['squares with a small face', times(30, [250, 250]), 0.43, /12 of 12 .* \(.*: 250×250, a small face\)/],
  ])('%s', async (_, pictures, share, message) => {
    await expect(createCropCheck({ detect: faceOf(share) })(await filesOf(pictures), FACENET)).rejects.toMatchObject({
      code: 'not-crops',
      message: expect.stringMatching(message),
    });
  });

  test('what cannot be read is left to the run', async () => {
    const files = await filesOf(times(1, [160, 160]), { 'people/Ann/x.png': 'no image' });
    const torn = { ...files[0], path: 'x.png', file: path.join(path.dirname(files[0]?.file ?? ''), 'x.png') };
    await createCropCheck({ detect: faceOf(0.75) })([{ className: 'Ann', ...torn }], FACENET);
  });
});
