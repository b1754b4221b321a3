import { missingLines } from './missing-images.ts';
import { printable } from '../../core/printable.ts';
import type { TrainReport } from '../../pipelines/train-classifier/train-on-data.ts';
import type { UnknownThreshold } from '../../recognition/unknown-threshold.ts';

/** FaceNet's lines, then facekit's own. Source: `main` of classifier.py. */
export function formatTrainReport(report: TrainReport): string {
  const { classes, images, output, validation, unknown, missing, embedding } = report;
  const { correct, samples } = validation;
  return [
    `Number of classes: ${classes.length}`,
    `Number of images: ${images}`,
    `Saved classifier model to file "${printable(output)}"`,
    ...missingLines(missing),
    `Cross-validated accuracy: ${(correct / samples).toFixed(3)} (${correct} of ${samples} images, each judged by machines trained without it)`,
    `Unknown above a distance of ${unknown.distance.toFixed(3)} (own class ${spread(unknown.genuine)}, nearest other class ${spread(unknown.impostor)}; at most ${unknown.targetFalseAcceptRate * 100} % of strangers are to get a name)`,
    `Time: ${embedding ? `${embedding.seconds.toFixed(1)} s embedding (${embedding.imagesPerSecond.toFixed(1)} images/s on ${embedding.device}), ` : ''}${report.trainingSeconds.toFixed(2)} s training`,
    '',
  ].join('\n');
}

const spread = ({ mean, deviation }: UnknownThreshold['genuine']): string =>
  `${mean.toFixed(2)} ± ${deviation.toFixed(2)}`;

/** The report as one JSON object, for programs. */
export function formatTrainJson({ embedding, validation, ...report }: TrainReport): string {
  const { correct, samples } = validation;
  const figures = { accuracy: correct / samples, correct, samples };
  return `${JSON.stringify({ ...report, validation: figures, embedding: embedding ?? null })}\n`;
}
