import { printable } from '../../../core/printable.ts';
import type { NetworkFigures } from '../../../pipelines/train-mtcnn/measure-network.ts';
import type { TrainedMtcnn } from '../../../pipelines/train-mtcnn/mtcnn-settings.ts';

/** Lines about a network of MTCNN that was trained. */
export function formatTrainedMtcnn({ network, file, sha256, photographs, steps, before, after }: TrainedMtcnn): string {
  return [
    `Trained ${network} in ${steps} steps on windows of ${photographs} photographs; measured on those of a tenth of them that was left out.`,
    `Before: ${formatNetworkFigures(before)}`,
    `After:  ${formatNetworkFigures(after)}`,
    printable(`Written to ${file}, SHA-256 ${sha256}`),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

/** What a network makes of windows, in words. */
export const formatNetworkFigures = (figures: NetworkFigures): string =>
  `faces ${percent(figures.sensitivity)}, others ${percent(figures.specificity)} right; sides of boxes off by ` +
  `${percent(figures.boxError)} of the window, ${percent(figures.uncorrectedBoxError)} before` +
  (figures.landmarkError === undefined
    ? ''
    : `; landmarks off by ${percent(figures.landmarkError)} of the eyes' distance`);

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
