import { printable } from '../../core/printable.ts';
import type { AlignmentRecord } from '../../dataset/alignment-record.ts';
import type { AlignSummary, RenamedImage } from '../../pipelines/align/align-summary.ts';
import { type Paint, paint } from './color.ts';

/** FaceNet's two totals, then facekit's own counts. */
export function formatTotals({ total, counts }: Pick<AlignSummary, 'total' | 'counts'>): string {
  return [
    `Total number of images: ${total}`,
    `Number of successfully aligned images: ${counts.aligned}`,
    `Skipped (crop exists): ${counts.skipped}`,
    `No face found: ${counts['no-face']}`,
    `Unreadable: ${counts.unreadable}`,
    '',
  ].join('\n');
}

/** The summary as one JSON object, for programs. */
export function formatSummaryJson(summary: AlignSummary): string {
  const { aligned, skipped, unreadable, 'no-face': noFace } = summary.counts;
  return `${JSON.stringify({ ...summary, counts: { aligned, skipped, noFace, unreadable } })}\n`;
}

/** The line about an image that gave no crop; undefined when there is nothing to say. */
export function formatProblem(record: AlignmentRecord, inColour: boolean): string | undefined {
  if (record.status === 'no-face') return `${label('no-face', 'yellow', inColour)}  ${printable(record.path)}`;
  if (record.status !== 'unreadable') return undefined;
  const why = `${record.reason ?? 'failed'}: ${record.message ?? ''}`;
  return `${label('unreadable', 'red', inColour)}  ${printable(record.path)}  ${printable(why)}`;
}

/** The line about a crop with another name than its image's. */
export const formatRenamed = ({ path, stem, because }: RenamedImage, inColour: boolean): string =>
  `${label('renamed', 'yellow', inColour)}  ${printable(path)}  its crop is ${printable(stem)}.png, since ${printable(because)} has the same name`;

const label = (word: string, colour: Paint, inColour: boolean): string => (inColour ? paint(word, colour) : word);
