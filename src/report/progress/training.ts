import { createProgress, type Progress, type Terminal } from '../text/progress.ts';

/** Shows how training goes on. Stop it before anything else is printed. */
export interface TrainingView {
  readonly onTraining: (pairs: number, total: number) => void;
  stop(): void;
}

/**
 * Progress and time left on standard error, from the first news of a training that takes its time.
 *
 * @param onBegin called before the first line: what else draws there must stop
 */
export function createTrainingView(
  { quiet = false }: { readonly quiet?: boolean },
  { stderr }: Pick<Terminal, 'stderr'>,
  onBegin: () => void,
): TrainingView {
  let progress: Progress | undefined;
  let shown = 0;
  return {
    onTraining: (pairs, total) => {
      if (pairs === total && !progress) return;
      if (!progress) {
        onBegin();
        progress = createProgress(stderr, { total, unit: 'pairs of people', quiet });
      }
      progress.advance(true, pairs - shown);
      shown = pairs;
    },
    stop: () => {
      progress?.stop();
    },
  };
}
