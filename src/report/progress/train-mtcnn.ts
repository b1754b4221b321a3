import { printable } from '../../core/printable.ts';
import type { MtcnnListener } from '../../pipelines/train-mtcnn/mtcnn-settings.ts';
import { formatNetworkFigures } from '../text/models/trained-mtcnn.ts';
import type { Terminal } from '../text/progress.ts';

/** Between two lines, milliseconds. */
const PATIENCE_MS = 5000;

/** Lines about a training of MTCNN on standard error, every few seconds. */
export function createMtcnnView(
  { quiet = false }: { readonly quiet?: boolean },
  { stderr }: Pick<Terminal, 'stderr'>,
): MtcnnListener {
  let [last, done, all] = [performance.now(), 0, 0];
  const say = (line: string): void => void stderr.write(`${printable(line)}\n`);
  const now = (line: () => string): void => {
    if (quiet || performance.now() - last < PATIENCE_MS) return;
    last = performance.now();
    say(line());
  };
  return {
    collects(photographs) {
      all = photographs;
    },
    photograph(problem) {
      done++;
      if (problem !== undefined) say(problem);
      now(() => `${done} of ${all} photographs cut up`);
    },
    trains({ negative, positive, part, landmark }, before, done) {
      if (quiet) return;
      const points = landmark > 0 ? `, ${landmark} with landmarks` : '';
      say(`Windows: ${positive} with a face, ${part} with a part of one, ${negative} without${points}.`);
      if (done > 0) say(`Goes on after step ${done}.`);
      say(`Before: ${formatNetworkFigures(before)}`);
    },
    step(step, losses) {
      const words = Object.entries(losses).map(([name, value]) => `${name} ${value.toFixed(4)}`);
      now(() => `step ${step}  ${words.join('  ')}`);
    },
    notices: say,
  };
}
