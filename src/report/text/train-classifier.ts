import { missingLines } from './images/missing-images.ts';
import { printable } from '../../core/printable.ts';
import type { TrainReport } from '../../pipelines/train-classifier/train-on-data.ts';
import type { UnknownThreshold } from '../../recognition/unknown-threshold.ts';

/** FaceNet's lines, then facekit's own. Source: `main` of classifier.py. */
export function formatTrainReport(report: TrainReport): string {
  const { classes, images, output, validation, unknown, missing, embedding } = report;
  return [
    `Number of classes: ${classes.length}`,
    `Number of images: ${images}`,
    `Saved classifier model to file "${printable(output)}"`,
    ...missingLines(missing),
    estimateLine(validation),
    kindLine(report),
    `Unknown above a distance of ${unknown.distance.toFixed(3)} (own class ${spread(unknown.genuine)}, nearest other class ${spread(unknown.impostor)}; at most ${unknown.targetFalseAcceptRate * 100} % of unknown identities are to get a name)`,
    `Time: ${embedding ? `${embedding.seconds.toFixed(1)} s embedding (${embedding.imagesPerSecond.toFixed(1)} images/s on ${embedding.device}), ` : ''}${report.trainingSeconds.toFixed(2)} s training`,
    '',
  ].join('\n');
}

function estimateLine({ correct, samples, interval: [low, high] }: TrainReport['validation']): string {
  const share = (correct / samples).toFixed(3);
  return `Accuracy estimate: ${share} (leave-one-out: ${correct} of ${samples} images nearest to the mean of their own person), on as many other images ${low.toFixed(3)} to ${high.toFixed(3)} (95 %)`;
}

const kindLine = ({ kind, classes, supportVectors }: TrainReport): string =>
  kind === 'svm'
    ? `Classifier: support vector machines, ${supportVectors} support vectors`
    : `Classifier: nearest means of ${classes.length} people`;

const spread = ({ mean, deviation }: UnknownThreshold['genuine']): string =>
  `${mean.toFixed(2)} ± ${deviation.toFixed(2)}`;

/** The report as one JSON object, for programs. */
export function formatTrainJson({ embedding, validation, ...report }: TrainReport): string {
  const { correct, samples, interval } = validation;
  const figures = { accuracy: correct / samples, interval, method: 'leave-one-out-nearest-mean', correct, samples };
  return `${JSON.stringify({ ...report, validation: figures, embedding: embedding ?? null })}\n`;
}
