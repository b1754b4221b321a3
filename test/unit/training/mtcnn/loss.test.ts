import { afterAll, expect, test } from '@jest/globals';
import type { Tensor } from '../../../../src/core/tensor.ts';
import { openEngine } from '../../../../src/tensor/engines/open-engine.ts';
import { columns } from '../../../../src/tensor/training/losses/columns.ts';
import { outputOf, type WriteLoss } from '../../../../src/tensor/training/losses/loss.ts';
import { batchGroups, groupInputs } from '../../../../src/training/mtcnn/batch.ts';
import { mtcnnLoss } from '../../../../src/training/mtcnn/loss.ts';
import type { MtcnnNetwork } from '../../../../src/training/mtcnn/targets.ts';
import { largestDifference } from '../../../support/largest-difference.ts';
import { computeGradients } from '../../../support/training/training-graph.ts';
import { readTrainingFixture } from '../../../support/training/training-fixture.ts';

type Rows = readonly (readonly number[])[];

/** What `make-mtcnn-loss.py` has computed. */
const cases = readTrainingFixture('mtcnn-loss.json') as readonly {
  readonly network: MtcnnNetwork;
  readonly positives: number;
  readonly groups: readonly string[];
  readonly said: Rows;
  readonly boxes: Rows;
  readonly points: Rows;
  readonly loss: number;
  readonly gradient: Rows;
}[];

const engine = await openEngine({ device: 'cpu', threads: 1 });
afterAll(() => engine.dispose());

const tensor = (rows: Rows): Tensor => ({
  shape: [rows.length, rows[0]?.length ?? 0],
  data: Float32Array.from(rows.flat()),
});

/** The heads of a network as columns of one value. */
function heads(network: MtcnnNetwork, loss: WriteLoss): WriteLoss {
  return (tape, outputs) => {
    const result = outputOf(outputs, 'result');
    if (network === 'pnet') return loss(tape, { cells: result });
    const logits = columns(tape, result, [0, 2]);
    const regression = columns(tape, result, [2, 6]);
    const landmarks = columns(tape, result, [6, 16]);
    return loss(tape, { logits, regression, landmarks });
  };
}

test.each(cases)('the losses of the $network and their gradients', async (expected) => {
  const { network, positives, said, boxes, points } = expected;
  const groups = batchGroups(network, positives);
  expect(groups).toEqual(expected.groups);
  const { labels, counted, boxes: boxShares, points: pointShares } = groupInputs(groups);
  const landmarkFeeds = { points: pointShares, 'point targets': tensor(points) };
  const computed = await computeGradients(engine, {
    input: { shape: [said.length, 1, 1, said[0]?.length ?? 0], data: said.flat() },
    weights: {},
    body: (x) => x.scale(1),
    loss: heads(network, mtcnnLoss(network, groups)),
    feeds: {
      labels,
      counted,
      boxes: boxShares,
      'box targets': tensor(boxes),
      ...(network === 'onet' && landmarkFeeds),
    },
  });
  const gradient = computed['gradient input']?.data ?? [];
  expect(largestDifference(gradient, expected.gradient.flat())).toBeLessThan(1e-6);
  expect(Math.abs((computed.loss?.data[0] ?? NaN) - expected.loss)).toBeLessThan(1e-5);
});
