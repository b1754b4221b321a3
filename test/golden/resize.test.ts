import { expect, test } from '@jest/globals';
import { areaPatches } from '../../src/image/resize/area-patches.ts';
import { resizeArea } from '../../src/image/resize/area.ts';
import { resizeBilinear } from '../../src/image/resize/bilinear.ts';
import type { RgbImage } from '../../src/core/image.ts';
import { describeWithShared, readReference } from '../support/shared.ts';

interface ResizeCase {
  readonly content?: string;
  /** height, width, channels */
  readonly inputShape: readonly [number, number, number];
  readonly outputShape: readonly [number, number, number];
  /** Bytes in base64, as the expectations. */
  readonly input: string;
  readonly expectedUint8: string;
  readonly expectedFloat32?: string;
}

const bytes = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));

function inputOf({ inputShape: [height, width], input }: ResizeCase): RgbImage {
  return { width, height, data: bytes(input) };
}

const title = ({ content = '', inputShape, outputShape }: ResizeCase): string =>
  `${content} ${inputShape.join('×')} → ${outputShape.join('×')}`;

const casesOf = (name: string): ResizeCase[] => (readReference(name) as { cases: ResizeCase[] }).cases;

describeWithShared('resizeArea against OpenCV 4.6, exact', () => {
  test.each(casesOf('resize-area.json').map((each) => [title(each), each] as const))('%s', (_title, each) => {
    const [height, width] = each.outputShape;
    expect(resizeArea(inputOf(each), width, height).data).toEqual(bytes(each.expectedUint8));
  });
});

describeWithShared('areaPatches against OpenCV 4.6 on floats, within 1e-3', () => {
  const squares = casesOf('resize-area.json').filter(({ outputShape: [height, width] }) => height === width);
  test.each(squares.map((each) => [title(each), each] as const))('%s', (_title, each) => {
    const image = inputOf(each);
    const expected = new Float32Array(bytes(each.expectedFloat32 ?? '').buffer);
    const window = { x1: 0, y1: 0, x2: image.width, y2: image.height };
    const target = areaPatches(image, [window], each.outputShape[0]);
    const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - (target[i] ?? NaN))), 0);
    expect(expected.length).toBe(each.outputShape[0] ** 2 * 3);
    expect(worst).toBeLessThan(1e-3);
  });
});

describeWithShared('resizeBilinear against Pillow 9.4, exact', () => {
  test.each(casesOf('resize-bilinear.json').map((each) => [title(each), each] as const))('%s', (_title, each) => {
    const [height, width] = each.outputShape;
    expect(resizeBilinear(inputOf(each), width, height).data).toEqual(bytes(each.expectedUint8));
  });
});
