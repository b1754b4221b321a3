import { printable } from '../../core/printable.ts';
import type { EmbedSummary } from '../../pipelines/embed/embed-summary.ts';
import { counted } from '../counted.ts';

/** FaceNet's totals, then facekit's own. */
export function formatEmbedTotals(summary: EmbedSummary): string {
  const { counts, embeddings, dimension } = summary;
  return [
    `Number of classes: ${summary.classes}`,
    `Number of images: ${summary.total}`,
    `Number of embeddings: ${embeddings} of ${dimension} numbers`,
    `Reused (same bytes): ${counts.reused}`,
    ...(counts.resumed > 0 ? [`Resumed (done before): ${counts.resumed}`] : []),
    `No face found: ${counts.noFace}`,
    `Unreadable: ${counts.unreadable}`,
    `Time: ${summary.seconds.toFixed(2)} s, ${summary.imagesPerSecond.toFixed(1)} images/s`,
    `Written to ${printable(summary.files.toReversed().join(', '))}`,
    '',
  ].join('\n');
}

/** The summary as one JSON object, for programs. */
export const formatEmbedJson = (summary: EmbedSummary): string => `${JSON.stringify(summary)}\n`;

/** The one line about crops of another size. */
export const formatResized = (resized: number, inputSize: number, model: string): string =>
  `Resized ${counted(resized, 'crop')} to ${inputSize}×${inputSize}, the size that ${model} takes: align with --image-size ${inputSize} for the best result.`;

/** The one line about damage in what an interrupted run has left. */
export const formatDamaged = ({ damagedLines: count, output }: EmbedSummary): string =>
  `${counted(count, 'finished image')} of the interrupted run ${count === 1 ? 'was' : 'were'} damaged in ${output}.partial and computed again.`;
