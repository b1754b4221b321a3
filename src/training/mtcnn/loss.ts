import { hardExampleCrossEntropy } from '../../tensor/training/losses/hard-examples.ts';
import { columns } from '../../tensor/training/losses/columns.ts';
import { outputOf, weightedSum, type WriteLoss } from '../../tensor/training/losses/loss.ts';
import { weightedSquares } from '../../tensor/training/losses/squares.ts';
import type { Tape, Variable } from '../../tensor/training/tape/tape.ts';
import type { SampleGroup } from './sample-store.ts';
import type { MtcnnNetwork } from './targets.ts';

/** Share of the samples with or without a face that are learnt from: the paper's online hard example mining. */
const HARD_SHARE = 0.7;
/** What box and landmarks count beside face or not (the paper). */
const BOX_WEIGHT = 0.5;
const LANDMARK_WEIGHT = 1;

/** The paper's three losses: cross entropy of the hardest windows, squared errors of the boxes and of the landmarks. */
export function mtcnnLoss(network: MtcnnNetwork, groups: readonly SampleGroup[]): WriteLoss {
  const batch = groups.length;
  const judged = groups.filter((group) => group === 'negative' || group === 'positive').length;
  return (tape, outputs) => {
    const { logits, regression } = headsOf(tape, network, outputs);
    const detection = hardExampleCrossEntropy(tape, logits, {
      labels: tape.input('labels', [batch]),
      counted: tape.input('counted', [batch]),
      kept: Math.max(1, Math.floor(HARD_SHARE * judged)),
    });
    const box = squares(tape, regression, 'box');
    if (network !== 'onet')
      return {
        total: weightedSum(tape, [
          [1, detection],
          [BOX_WEIGHT, box],
        ]),
        outputs: { detection, box },
      };
    const landmarks = squares(tape, outputOf(outputs, 'landmarks'), 'point');
    const total = weightedSum(tape, [
      [1, detection],
      [BOX_WEIGHT, box],
      [LANDMARK_WEIGHT, landmarks],
    ]);
    return { total, outputs: { detection, box, landmarks } };
  };
}

/** Inputs are the targets and the weight of each sample. */
const squares = (tape: Tape, values: Variable, what: 'box' | 'point'): Variable =>
  weightedSquares(
    tape,
    values,
    tape.input(`${what} targets`, values.shape),
    tape.input(what === 'box' ? 'boxes' : 'points', values.shape.slice(0, 1)),
  );

/** The P-Net's logits and regression are one map of one pixel. */
function headsOf(
  tape: Tape,
  network: MtcnnNetwork,
  outputs: Readonly<Record<string, Variable>>,
): { readonly logits: Variable; readonly regression: Variable } {
  if (network !== 'pnet') return { logits: outputOf(outputs, 'logits'), regression: outputOf(outputs, 'regression') };
  const cells = outputOf(outputs, 'cells');
  return { logits: columns(tape, cells, [0, 2]), regression: columns(tape, cells, [2, 6]) };
}
