import { printable } from '../../core/printable.ts';
import type { SrnTrainListener } from '../../pipelines/train-srn/run-steps.ts';
import { counted } from '../counted.ts';
import { formatSrnFigures } from '../text/models/trained-srn.ts';
import type { Terminal } from '../text/progress.ts';

/** Between two lines, milliseconds. */
const PATIENCE_MS = 5000;

/** Lines about a training of SRN on standard error, every few seconds. */
export function createSrnView(
  { quiet = false }: { readonly quiet?: boolean },
  { stderr }: Pick<Terminal, 'stderr'>,
): SrnTrainListener {
  let last = -Infinity;
  const say = (line: string): void => void stderr.write(`${printable(line)}\n`);
  return {
    begins({ photographs, faces, iteration }) {
      if (quiet) return;
      say(`Training on ${counted(faces, 'face')} of ${counted(photographs, 'photograph')}.`);
      if (iteration > 0) say(`Going on after step ${iteration}.`);
    },
    step(step, steps, { rate, ...figures }) {
      if (quiet || performance.now() - last < PATIENCE_MS) return;
      last = performance.now();
      say(`step ${step}/${steps}  ${formatSrnFigures(figures)}  rate ${rate}`);
    },
    notices: say,
  };
}
