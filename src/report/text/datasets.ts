import type { PullDatasetOutcome } from '../../dataset/pull/pull-dataset.ts';
import type { DatasetSource } from '../../dataset/pull/source.ts';
import { printable } from '../../core/printable.ts';

type Finished = Exclude<PullDatasetOutcome, { kind: 'interrupted' }>;

/** The lines about a data set that is in its place. */
export function formatPulledDataset({ name, variant }: DatasetSource, outcome: Finished): string {
  const { kind, images, lists } = outcome;
  const what = images ? `${name} (${variant})` : `the lists of ${name}`;
  const lines = [
    kind === 'installed' ? `Installed ${what}` : `Already there: ${what}`,
    ...(images ? [`  ${images.folder}  ${images.count} images`] : []),
    ...lists.map((list) => `  ${list}`),
  ];
  return lines.map((line) => `${printable(line)}\n`).join('');
}

/** The same for programs. */
export const formatPulledDatasetJson = ({ name, variant }: DatasetSource, outcome: Finished): string =>
  `${JSON.stringify({ name, variant, status: outcome.kind, images: outcome.images ?? null, lists: outcome.lists })}\n`;
