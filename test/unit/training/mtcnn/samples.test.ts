import { describe, expect, test } from '@jest/globals';
import { seededRandom } from '../../../../src/core/seeded-random.ts';
import { batchGroups, drawBatch } from '../../../../src/training/mtcnn/batch.ts';
import { SampleStore } from '../../../../src/training/mtcnn/sample-store.ts';

describe('the store of samples', () => {
  test('keeps 3:1:1:2, and of more each as likely as any other', () => {
    const kept = new Array<number>(200).fill(0);
    for (let run = 0; run < 400; run++) {
      const store = new SampleStore(5, seededRandom(run, 0));
      for (let i = 0; i < 200; i++)
        for (const group of ['negative', 'positive', 'part', 'landmark'] as const)
          store.add(group, { pixels: Uint8Array.of(i) });
      expect(store.counts()).toEqual({ negative: 15, positive: 5, part: 5, landmark: 10 });
      for (const { pixels } of store.of('negative')) kept[pixels[0] ?? 0] = (kept[pixels[0] ?? 0] ?? 0) + 1;
    }
    // 400 runs keep each of the 200 with probability 15/200: 30 ± 5.3.
    for (const count of kept) expect(Math.abs(count - 30)).toBeLessThan(5 * 5.3);
  });
});

describe('a batch', () => {
  const side = 12;
  const store = new SampleStore(10, seededRandom(1, 0));
  // The left half is white, and the face is there.
  const pixels = Uint8Array.from({ length: side * side * 3 }, (_, i) => (Math.floor(i / 3) % side < 6 ? 255 : 0));
  store.add('positive', { pixels, face: { box: { x1: 0, y1: 0.25, x2: 0.5, y2: 0.75 } } });
  store.add('part', { pixels, face: { box: { x1: 0, y1: 0.25, x2: 0.5, y2: 0.75 } } });
  store.add('negative', { pixels: new Uint8Array(side * side * 3) });
  const groups = batchGroups('pnet', 40);
  const batch = drawBatch(store, groups, { network: 'pnet', random: seededRandom(2, 0) });

  test('mirrors every second window, and its box with it', () => {
    let mirrored = 0;
    for (const [i, group] of groups.entries()) {
      if (group === 'negative') continue;
      const isMirrored = batch.images[i * side * side * 3] === 0;
      if (isMirrored) mirrored++;
      const [x1 = 0, , x2 = 0] = batch.boxTargets.subarray(i * 4, i * 4 + 4);
      // The box from 0 to ½, or from ½ to 1, against that of the P-Net from 1/12 to 1, whose length is 11/12.
      const [left, right] = isMirrored ? [0.5, 1] : [0, 0.5];
      expect(x1).toBeCloseTo((left - 1 / 12) * (12 / 11), 6);
      expect(x2).toBeCloseTo((right - 1) * (12 / 11), 6);
    }
    expect(Math.abs(mirrored - 40)).toBeLessThan(5 * Math.sqrt(20));
  });

  test('without a sample of a group is a mistake', () => {
    const empty = new SampleStore(1, seededRandom(1, 0));
    expect(() => drawBatch(empty, ['part'], { network: 'pnet', random: Math.random })).toThrow(
      'a sample of each group',
    );
  });
});
