import { afterAll, expect, test } from '@jest/globals';
import { seededRandom } from '../../../../src/core/seeded-random.ts';
import { openEngine } from '../../../../src/tensor/engines/open-engine.ts';
import { centreLoss } from '../../../../src/tensor/training/losses/centres.ts';
import { Tape } from '../../../../src/tensor/training/tape/tape.ts';
import { largestDifference } from '../../../support/largest-difference.ts';

const engine = await openEngine({ device: 'cpu', threads: 1 });
afterAll(() => engine.dispose());

const [BATCH, CLASSES, ALFA] = [16, 16, 0.5];
/** The points of a grid of 4 × 4 around 0. */
const POINTS = Array.from({ length: CLASSES }, (_, i) => [2 * Math.floor(i / 4) - 3, 2 * (i % 4) - 3]);

test('centres come to the points of their classes, as in the test of the FaceNet repository', async () => {
  const tape = new Tape();
  const x = tape.leaf(tape.input('x', [BATCH, 2]), [BATCH, 2], true);
  const inputs = { labels: tape.input('labels', [BATCH]), centres: tape.input('centres', [CLASSES, 2]), alfa: ALFA };
  const { loss, centres } = centreLoss(tape, x, inputs);
  tape.output('loss', loss.name, []);
  tape.output('next', centres, [CLASSES, 2]);
  await using session = await engine.loadGraph(tape.graph('centres'));
  const random = seededRandom(666, 0);
  let found = new Float32Array(CLASSES * 2);
  let last = NaN;
  for (let step = 0; step < 100; step++) {
    const labels = Array.from({ length: BATCH }, () => Math.floor(random() * CLASSES));
    const results = await session.run({
      x: { shape: [BATCH, 2], data: Float32Array.from(labels.flatMap((label) => POINTS[label] ?? [])) },
      labels: { shape: [BATCH], data: Float32Array.from(labels) },
      centres: { shape: [CLASSES, 2], data: found },
    });
    found = Float32Array.from(results.next?.data ?? []);
    last = results.loss?.data[0] ?? NaN;
  }
  expect(largestDifference(found, POINTS.flat())).toBeLessThan(1.5e-5);
  expect(last).toBeLessThan(1.5e-5);
});
