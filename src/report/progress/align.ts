import type { AlignListener } from '../../pipelines/align/align-folder.ts';
import { formatProblem, formatRenamed } from '../text/align.ts';
import { showsColour } from '../text/color.ts';
import { formatLeftOut } from '../text/images/left-out.ts';
import { createProgress, type Terminal } from '../text/progress.ts';
import { counted } from '../counted.ts';

export interface AlignViewOptions {
  readonly quiet?: boolean;
  /** Whether files that are no images are listed. Default false. */
  readonly verbose?: boolean;
  /** How many images are worked on at a time. */
  readonly jobs: number;
}

/** Shows a run on standard error: progress, and a line for each image that gave no crop. Stop it before anything else is printed. */
export function createAlignView(
  { quiet = false, verbose = false, jobs }: AlignViewOptions,
  { stderr, env }: Terminal,
): AlignListener & { stop(): void } {
  const inColour = showsColour(stderr, env);
  let progress = createProgress(stderr, { total: 0, unit: 'images', quiet: true });
  let device: string | undefined;
  return {
    leavesOut: (files) => {
      if (!quiet) for (const line of formatLeftOut(files, verbose)) stderr.write(`${line}\n`);
    },
    begins: (total, renamed) => {
      progress = createProgress(stderr, { total, unit: 'images', quiet });
      for (const image of renamed) progress.line(formatRenamed(image, inColour));
    },
    usesDevice: (name) => {
      if (name !== device && !quiet) progress.line(`Detecting on ${name}, ${counted(jobs, 'worker')}.`);
      device = name;
    },
    advances: ({ worked }) => {
      progress.advance(worked);
    },
    tells: ({ record }) => {
      const line = formatProblem(record, inColour);
      if (line !== undefined) progress.line(line);
    },
    stop: () => {
      progress.stop();
    },
  };
}
