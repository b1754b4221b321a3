import { printable } from '../../../core/printable.ts';
import type { SrnFigures } from '../../../pipelines/train-srn/run-steps.ts';
import type { TrainedSrn } from '../../../pipelines/train-srn/train-srn.ts';
import { counted } from '../../counted.ts';

/** Lines about a detector SRN that was trained. */
export function formatTrainedSrn(trained: TrainedSrn): string {
  const { file, sha256, photographs, faces, iteration, figures, secondsAStep } = trained;
  return [
    `Trained SRN in ${counted(iteration, 'step')} on ${counted(faces, 'face')} of ${counted(photographs, 'photograph')}, ${secondsAStep.toFixed(2)} s a step.`,
    ...(figures ? [`Last epoch: ${formatSrnFigures(figures)}`] : []),
    printable(`Written to ${file}, SHA-256 ${sha256}`),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

/** The loss with its terms, and how many anchors the second step is to take for a face, and how many for none. */
export function formatSrnFigures({ loss, positives = NaN, negatives = NaN, ...terms }: SrnFigures): string {
  const words = Object.entries({ loss, ...terms }).map(([name, value]) => `${name} ${value.toFixed(4)}`);
  const anchors = `anchors with a face ${Math.round(positives)}, without ${Math.round(negatives)}`;
  return [...words, anchors].join('  ');
}
