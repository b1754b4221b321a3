import type { MergeReport } from '../../pipelines/shards/merge-shards.ts';
import type { ShardProgress, ShardsReport } from '../../pipelines/shards/shards-status.ts';
import { counted } from '../counted.ts';

/** What a merge has joined. */
export const formatMerge = ({ output, command, shards, images, records }: MergeReport): string =>
  `Merged ${counted(shards, 'shard')} of ${images} images into ${output}: ${records} ${command === 'align' ? 'records' : 'embeddings'}.\n`;

/** How far shards are: a line for each that is not complete, and the commands that make those. */
export function formatShards({ output, count, complete, shards, commands }: ShardsReport): string {
  const open = shards.filter(({ state }) => state !== 'complete').map((each) => `  ${formatProgress(each, count)}\n`);
  const todo =
    commands.length === 0 ? [`To join them: facekit merge ${output}\n`] : commands.map((line) => `  ${line}\n`);
  return [
    `${complete} of ${count} shards of ${output} are complete.\n`,
    ...open,
    ...(commands.length > 0 ? ['Commands that make the others:\n'] : []),
    ...todo,
  ].join('');
}

const formatProgress = ({ index, state, images, done }: ShardProgress, count: number): string =>
  state === 'absent' ? `${index}/${count}  absent` : `${index}/${count}  partial  ${done} of ${images ?? 0} images`;
