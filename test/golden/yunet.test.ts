import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { readBundledModel } from '../../src/models/bundled.ts';
import { openEngine } from '../../src/tensor/engines/open-engine.ts';
import { yunetNetwork } from '../../src/yunet/network.ts';
import { largestDifference } from '../support/largest-difference.ts';
import { describeWithShared, sharedPath } from '../support/shared.ts';

const MODELS = [
  { name: 'yunet', file: 'yunet_s_dynamic.onnx' },
  { name: 'yunet-n', file: 'yunet_n_dynamic.onnx' },
] as const;
const [WIDTH, HEIGHT] = [160, 96];

/** The authors' exported networks, run as they are, on noise. */
describeWithShared('the description of YuNet', () => {
  test.each(MODELS)('$name gives what $file gives', async ({ name, file }) => {
    await using engine = await openEngine({ device: 'cpu', threads: 1 });
    const original = await engine.loadOnnx(readFileSync(sharedPath('data/detectors', file)));
    const ours = await engine.load(yunetNetwork(name), await readBundledModel(name));

    const pixels = Uint8Array.from({ length: WIDTH * HEIGHT * 3 }, (_, i) => (i * 7919 + (i >> 5) * 104_729) % 256);
    const expected = await original.run({ input: { shape: [1, 3, HEIGHT, WIDTH], data: bgrPlanes(pixels) } });
    const found = await ours.run({ images: { shape: [1, HEIGHT + 1, WIDTH + 1, 3], data: withBorder(pixels) } });

    for (const stride of [8, 16, 32]) {
      const column = (from: number, to: number): number[] =>
        Array.from(found[stride]?.data ?? []).filter((_, i) => i % 16 >= from && i % 16 < to);
      const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
      const parts = {
        [`cls_${stride}`]: column(0, 1).map(sigmoid),
        [`obj_${stride}`]: column(1, 2).map(sigmoid),
        [`bbox_${stride}`]: column(2, 6),
        [`kps_${stride}`]: column(6, 16),
      };
      for (const [output, numbers] of Object.entries(parts)) {
        expect([output, numbers.length]).toEqual([output, expected[output]?.data.length]);
        expect(largestDifference(numbers, expected[output]?.data ?? [])).toBeLessThan(1e-4);
      }
    }
  });
});

/** Planes of blue, green and red, as the published networks take them. */
function bgrPlanes(pixels: Uint8Array): Float32Array {
  const planes = new Float32Array(pixels.length);
  const plane = pixels.length / 3;
  pixels.forEach((value, i) => (planes[(2 - (i % 3)) * plane + Math.floor(i / 3)] = value));
  return planes;
}

/** A black row above and a black column on the left. */
function withBorder(pixels: Uint8Array): Uint8Array {
  const framed = new Uint8Array((WIDTH + 1) * (HEIGHT + 1) * 3);
  for (let y = 0; y < HEIGHT; y++) {
    framed.set(pixels.subarray(y * WIDTH * 3, (y + 1) * WIDTH * 3), ((y + 1) * (WIDTH + 1) + 1) * 3);
  }
  return framed;
}
