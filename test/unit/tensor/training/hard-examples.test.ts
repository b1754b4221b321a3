import { afterAll, expect, test } from '@jest/globals';
import type { Tensor } from '../../../../src/core/tensor.ts';
import { openEngine } from '../../../../src/tensor/engines/open-engine.ts';
import { hardExampleCrossEntropy } from '../../../../src/tensor/training/losses/hard-examples.ts';
import { outputOf } from '../../../../src/tensor/training/losses/loss.ts';
import { largestDifference } from '../../../support/largest-difference.ts';
import { computeGradients } from '../../../support/training/training-graph.ts';
import { readTrainingFixture } from '../../../support/training/training-fixture.ts';

/** What `make-hard-examples.py` has computed with torch.topk. */
const cases = readTrainingFixture('hard-examples.json') as readonly {
  readonly kept: number;
  readonly logits: readonly (readonly number[])[];
  readonly labels: readonly number[];
  readonly counted: readonly number[];
  readonly hard: readonly number[];
  readonly loss: number;
  readonly gradient: readonly (readonly number[])[];
}[];

const engine = await openEngine({ device: 'cpu', threads: 1 });
afterAll(() => engine.dispose());

const vector = (data: readonly number[]): Tensor => ({ shape: [data.length], data: Float32Array.from(data) });

test.each(cases)('of $labels.length samples the $kept hardest are learnt from', async (expected) => {
  const { labels, counted, kept, logits } = expected;
  const computed = await computeGradients(engine, {
    input: { shape: [labels.length, 1, 1, 2], data: logits.flat() },
    weights: {},
    body: (x) => x.globalAveragePool(),
    loss: (tape, outputs) => {
      const names = { labels: tape.input('labels', [labels.length]), counted: tape.input('counted', [labels.length]) };
      return { total: hardExampleCrossEntropy(tape, outputOf(outputs, 'result'), { ...names, kept }) };
    },
    feeds: { labels: vector(labels), counted: vector(counted) },
  });
  const gradient = computed['gradient input']?.data ?? new Float32Array();
  const rows = labels.map((_, i) => Array.from(gradient.subarray(2 * i, 2 * i + 2)));
  expect(rows.flatMap((row, i) => (row.some((value) => value !== 0) ? [i] : []))).toEqual(expected.hard);
  expect(largestDifference(gradient, expected.gradient.flat())).toBeLessThan(1e-6);
  expect(Math.abs((computed.loss?.data[0] ?? NaN) - expected.loss)).toBeLessThan(1e-6);
});
