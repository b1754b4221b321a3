import type { StepFigures } from '../../pipelines/train/objective.ts';
import type { TrainedModel } from '../../pipelines/train/train-model.ts';
import type { ValidationFigures } from '../../pipelines/train/validation.ts';

/** One line about a step. */
export function formatStep(step: number, steps: number, figures: StepFigures & { readonly rate: number }): string {
  const { loss, details, spread, rate } = figures;
  return [
    `step ${step}/${steps}`,
    `loss ${loss.toFixed(4)}`,
    ...Object.entries(details).map(([name, value]) => `${name} ${value.toFixed(3)}`),
    `spread ${spread.toFixed(3)}`,
    `rate ${Number(rate.toPrecision(4))}`,
  ].join('  ');
}

/** One line about a validation. */
export const formatMeasured = ({ accuracy, areaUnderCurve, validationRate, threshold }: ValidationFigures): string =>
  `accuracy ${accuracy.toFixed(4)}  area under the curve ${areaUnderCurve.toFixed(4)}  validation rate ${validationRate.toFixed(4)} at FAR 0.001  threshold ${threshold.toFixed(3)}`;

/** What a training has come to. */
export function formatTrained({ installed, iteration, people, images, measuredOn, validation }: TrainedModel): string {
  const { info, file, sha256 } = installed;
  return [
    `${info.name}: ${iteration} steps on ${images} images of ${people} people`,
    ...(validation ? [`on ${measuredOn}: ${formatMeasured(validation)}`] : []),
    `written to ${file} (SHA-256 ${sha256.slice(0, 12)}…); use it with --model ${info.name}`,
    '',
  ].join('\n');
}

/** The same for programs. */
export const formatTrainedJson = ({ installed, ...rest }: TrainedModel): string =>
  `${JSON.stringify({ ...installed.info, sha256: installed.sha256, file: installed.file, ...rest })}\n`;
