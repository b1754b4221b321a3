import { printable } from '../../core/printable.ts';
import type { LfwReport } from '../../pipelines/validate-lfw/lfw-report.ts';
import { listedImages } from './images/missing-images.ts';
import { counted } from '../counted.ts';

/** FaceNet's four lines, then facekit's own. Source: `evaluate` of validate_on_lfw.py. */
export function formatLfwReport(report: LfwReport): string {
  const { figures, pairs, skipped, setup } = report;
  const { accuracy, validationRate, falseAcceptRate, areaUnderCurve, equalErrorRate, folds } = figures;
  return [
    `Accuracy: ${plusMinus(accuracy)}`,
    `Validation rate: ${plusMinus(validationRate)} @ FAR=${falseAcceptRate.toFixed(5)}`,
    `Area Under Curve (AUC): ${areaUnderCurve.toFixed(3)}`,
    `Equal Error Rate (EER): ${equalErrorRate.toFixed(3)}`,
    `Standard error: ${accuracy.standardError.toFixed(5)} of the accuracy, ${validationRate.standardError.toFixed(5)} of the validation rate (std/√${folds.length})`,
    ...intervalLines(report),
    `Best threshold: ${figures.threshold.toFixed(3)} (${setup.metric})`,
    `Pairs: ${pairs.length} used, ${skipped} skipped`,
    imagesLine(report),
    '',
  ].join('\n');
}

const plusMinus = ({ mean, std }: { readonly mean: number; readonly std: number }): string =>
  `${mean.toFixed(5)}+-${std.toFixed(5)}`;

function intervalLines({ intervals }: LfwReport): string[] {
  if (!intervals) return [];
  const { accuracy, validationRate, areaUnderCurve, resamples } = intervals;
  const between = ({ low, high }: { readonly low: number; readonly high: number }): string =>
    `${low.toFixed(5)} to ${high.toFixed(5)}`;
  return [
    `95 % intervals: accuracy ${between(accuracy)}, validation rate ${between(validationRate)}, AUC ${between(areaUnderCurve)} (${resamples} resamples)`,
  ];
}

/** How many images, and how fast or where from. */
function imagesLine({ images, speed, embeddings }: LfwReport): string {
  return speed
    ? `Images: ${images}, ${speed.imagesPerSecond.toFixed(1)} images/s on ${speed.device}`
    : `Images: ${images}, from ${printable(embeddings ?? 'a file')}`;
}

/** The report as one JSON object, for programs. */
export function formatLfwJson(report: LfwReport): string {
  const { setup, figures, intervals, pairs, skipped, missing, images, speed = null, embeddings = null, notes } = report;
  const { accuracy, threshold, validationRate, falseAcceptRate, farTarget } = figures;
  const { areaUnderCurve, equalErrorRate, folds, roc } = figures;
  return `${JSON.stringify({
    setup,
    accuracy,
    threshold,
    validationRate,
    falseAcceptRate,
    farTarget,
    areaUnderCurve,
    equalErrorRate,
    ...(intervals && { intervals }),
    pairs: { used: pairs.length, skipped },
    images: { embedded: images, missing },
    notes,
    speed,
    embeddings,
    folds,
    roc,
    distances: pairs,
  })}\n`;
}

/** Lines about the images that are missing; empty when none is. */
export function formatMissing({ missing, skipped }: Pick<LfwReport, 'missing' | 'skipped'>): string {
  if (missing.length === 0) return '';
  const head = `${counted(missing.length, 'image is', 'images are')} missing, so ${counted(skipped, 'pair is', 'pairs are')} skipped:`;
  return `${[head, ...listedImages(missing)].join('\n')}\n`;
}
