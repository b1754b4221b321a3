import { expect, test } from '@jest/globals';
import { decodeImage } from '../../src/image/codec.ts';
import { cropImage } from '../../src/image/crop.ts';
import { resizeBilinear } from '../../src/image/resize/bilinear.ts';
import { describeWithShared, readReference, sharedPath } from '../support/shared.ts';

interface ReferenceCrop {
  /** Below data/lfw/images. */
  readonly image: string;
  readonly imageSize: number;
  readonly margin: number;
  readonly cropBox: readonly [number, number, number, number];
  /** imageSize × imageSize × 3 bytes in base64. */
  readonly rgb: string;
}

describeWithShared('crops as the FaceNet scripts write them, from their crop boxes, within 1 grey level', () => {
  const { crops } = readReference('crops.json') as { crops: ReferenceCrop[] };
  const titled = crops.map((crop) => [`${crop.image} ${crop.imageSize} ${crop.margin}`, crop] as const);

  test.each(titled)('%s', async (_title, { image, imageSize, cropBox: [x1, y1, x2, y2], rgb }) => {
    const decoded = await decodeImage(sharedPath('data', 'lfw', 'images', image), { autoOrient: false });
    const crop = resizeBilinear(cropImage(decoded, { x1, y1, x2, y2 }), imageSize, imageSize);
    const expected = Buffer.from(rgb, 'base64');
    const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - (crop.data[i] ?? NaN))), 0);
    expect(crop.data.length).toBe(expected.length);
    expect(worst).toBeLessThanOrEqual(1);
  });
});
