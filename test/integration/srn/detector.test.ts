import { describe, expect, test } from '@jest/globals';
import type { Face } from '../../../src/core/face.ts';
import type { DetectionOptions } from '../../../src/detection/detection-options.ts';
import { SrnDetector } from '../../../src/srn/detector.ts';
import { openEngine } from '../../../src/tensor/engines/open-engine.ts';
import { drawnPhotograph } from '../../support/networks/srn-made.mjs';
import { slimWeights } from '../../support/networks/srn.ts';

const weights = slimWeights();
const photograph = drawnPhotograph(161, 129);

async function detect(options: DetectionOptions): Promise<Face[]> {
  const engine = await openEngine({ device: 'cpu', threads: 1 });
  const info = { name: 'srn', sha256: '0'.repeat(64), landmarks: false };
  await using detector = await SrnDetector.load({ engine, weights, info }, options);
  return await detector.detect(photograph);
}

const all = await detect({ scoreThreshold: 0.05 });

describe('the detector', () => {
  test('gives boxes inside the photograph, the best first, without landmarks', () => {
    expect(all.length).toBeGreaterThan(20);
    for (const [i, { box, score, landmarks }] of all.entries()) {
      expect(landmarks).toBeUndefined();
      expect(score).toBeLessThanOrEqual(all[i - 1]?.score ?? 1);
      expect(Math.min(box.x1, box.y1)).toBeGreaterThanOrEqual(0);
      expect([box.x2 <= 161, box.y2 <= 129]).toEqual([true, true]);
    }
  });

  test('takes scores above the least one, and boxes up to the largest size', async () => {
    const meant = ({ box, score }: Face): boolean => score > 0.6 && box.x2 - box.x1 <= 20 && box.y2 - box.y1 <= 20;
    const few = await detect({ scoreThreshold: 0.6, maxFaceSize: 20 });
    expect(few).toEqual(all.filter(meant));
    expect([few.length > 0, few.length < all.length]).toEqual([true, true]);
  });

  test('looks at a smaller photograph for larger faces, and gives boxes of the whole one', async () => {
    const faces = await detect({ scoreThreshold: 0.05, minFaceSize: 16 });
    expect(faces.some(({ box }) => box.x2 > 100)).toBe(true);
    // The smallest anchor is 8 wide, and the heads move it little.
    expect(
      Math.min(...faces.map(({ box }) => (box.x1 > 0 && box.x2 < 161 ? box.x2 - box.x1 : Infinity))),
    ).toBeGreaterThan(8);
  });

  test('in several sizes, boxes that only one picture shows are left out', async () => {
    const faces = await detect({ scoreThreshold: 0.05, multiScale: 165, srnSettings: 'paper' });
    expect(faces.length).toBeGreaterThan(0);
    const scores = faces.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(faces.every(({ box }) => box.x1 >= 0 && box.x2 <= 161)).toBe(true);
  });
});
