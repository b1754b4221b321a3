import { printable } from '../../core/printable.ts';
import type { Rate } from '../../evaluation/identification/identification.ts';
import type { IdentificationReport } from '../../pipelines/identification/evaluate-identification.ts';
import { missingLines } from './images/missing-images.ts';

/** The figures, for people. */
export function formatIdentification({ model, figures, enrolled, missing }: IdentificationReport): string {
  const { people, faces, draws, perDraw, dir, rank1, cmc } = figures;
  return [
    `Model: ${printable(model.name)}`,
    `People with two images or more: ${people}, with ${faces} faces`,
    ...missingLines(missing),
    `Draws: ${draws}, each of ${perDraw.enrolled.toFixed(0)} people enrolled with ${enrolled === 1 ? '1 image' : `${enrolled} images at most`}, ${perDraw.mated.toFixed(0)} mated and ${perDraw.nonMated.toFixed(0)} non-mated searches`,
    'Open set: detection and identification rate (DIR), with its 95 % interval, at each false positive identification rate (FPIR)',
    ...dir.map(
      ({ fpir, threshold, ...rate }) =>
        `  FPIR ${percent(fpir, 1).padStart(7)}  DIR ${rateInWords(rate)}${Number.isFinite(threshold) ? `  below ${threshold.toFixed(3)}` : ''}`,
    ),
    `Closed set: rank 1 ${rateInWords(rank1)}, rank 5 ${percent(cmc[4] ?? NaN, 2)}, rank 20 ${percent(cmc[19] ?? NaN, 2)}`,
    '',
  ].join('\n');
}

export const rateInWords = ({ mean, interval }: Rate): string =>
  `${percent(mean, 2)} (${percent(interval.low, 2)} to ${percent(interval.high, 2)})`;

const percent = (share: number, digits: number): string => `${(share * 100).toFixed(digits)} %`;

/** The report as one JSON object, for programs. */
export const formatIdentificationJson = (report: IdentificationReport): string => `${JSON.stringify(report)}\n`;
