import type { PullListener } from '../../dataset/pull/pull-dataset.ts';
import type { DatasetSource } from '../../dataset/pull/source.ts';
import { createProgress, type Progress, type Terminal } from '../text/progress.ts';

/** Shows on standard error how the archive comes and how its images are written. Stop it before anything else is printed. */
export function createPullView(
  { archive }: DatasetSource,
  { quiet = false }: { readonly quiet?: boolean },
  { stderr }: Pick<Terminal, 'stderr'>,
): PullListener & Pick<Progress, 'line' | 'stop'> {
  const create = (total: number, unit: string): Progress => createProgress(stderr, { total, unit, quiet });
  let progress: Progress | undefined;
  let shown = 0;
  return {
    fetchedBytes: (bytes) => {
      progress ??= create(archive.megabytes, 'MB');
      const megabytes = Math.min(Math.floor(bytes / 1e6), archive.megabytes);
      // A leap is what an earlier run has left: it took no time in this one.
      const worked = megabytes - shown === 1;
      for (; shown < megabytes; shown += 1) progress.advance(worked);
    },
    beginsImages: () => {
      progress?.stop();
      progress = create(archive.images, 'images');
    },
    wroteImage: () => progress?.advance(true),
    line: (text) => stderr.write(`${text}\n`),
    stop: () => progress?.stop(),
  };
}
