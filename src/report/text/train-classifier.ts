import type { Validation } from '../../svm/cross-validation.ts';
import type { UnknownThreshold } from '../../recognition/unknown-threshold.ts';
import type { EmbeddingSpeed } from './embed.ts';
import { missingLines, type MissingImage } from './missing-images.ts';
import { printable } from '../../core/printable.ts';

/** What training a classifier came to. */
export interface TrainReport {
  /** The classifier file. */
  readonly output: string;
  readonly model: { readonly name: string; readonly sha256: string };
  /** With the images that they were trained on. */
  readonly classes: readonly { readonly name: string; readonly images: number }[];
  /** That were chosen to train on. */
  readonly images: number;
  /** Those of them without a face. */
  readonly missing: readonly MissingImage[];
  /** What is odd about the data. */
  readonly notes: readonly string[];
  readonly supportVectors: number;
  readonly validation: Validation;
  readonly unknown: UnknownThreshold;
  /** Absent when the embeddings were read from a file. */
  readonly embedding?: EmbeddingSpeed;
  /** With validation and calibration. */
  readonly trainingSeconds: number;
}

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
