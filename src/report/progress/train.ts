import type { TrainListener } from '../../pipelines/train/run-epochs.ts';
import { formatMeasured, formatStep } from '../text/train.ts';
import type { Terminal } from '../text/progress.ts';

/** Between two lines about steps, milliseconds. */
const PATIENCE_MS = 5000;

/** Lines about a training on standard error: of a step every few seconds, and of each epoch. */
export function createTrainView(
  { quiet = false }: { readonly quiet?: boolean },
  { stderr }: Pick<Terminal, 'stderr'>,
): TrainListener {
  const say = (line: string): void => {
    if (!quiet) stderr.write(`${line}\n`);
  };
  let last = -Infinity;
  return {
    begins({ people, images, measuredOn, iteration }) {
      say(`Training on ${images} images of ${people} people; measured on ${measuredOn}.`);
      if (iteration > 0) say(`Goes on behind step ${iteration}.`);
    },
    steps(step, steps, figures) {
      const now = performance.now();
      if (now - last < PATIENCE_MS && step !== steps) return;
      last = now;
      say(formatStep(step, steps, figures));
    },
    measures(epoch, figures) {
      say(`epoch ${epoch}  ${formatMeasured(figures)}`);
    },
    notices: say,
  };
}
