import { printable } from '../../core/printable.ts';
import type { FaceComparison } from '../../facenet/compare-faces.ts';
import type { Threshold } from '../../facenet/compare-metric.ts';
import type { CompareReport } from '../../pipelines/compare/compare-images.ts';
import type { ComparedFace } from '../../pipelines/compare/find-faces.ts';
import type { DroppedImage } from '../../pipelines/photographs/read-photograph.ts';

/** The text of `compare.py`, then a verdict for each pair where there is a threshold. */
export function formatComparison(report: CompareReport): string {
  const lines = ['Images:', ...report.images.map((row, i) => `${i}: ${nameOf(row, report)}`), ''];
  lines.push('Distance matrix', ...matrixLines(report.distances));
  if (report.threshold) lines.push('', ...verdictLines(report, report.threshold));
  return `${lines.join('\n')}\n`;
}

/** The report as one JSON object, for programs. */
export function formatComparisonJson(report: CompareReport): string {
  const { model, standardisation, metric, threshold, images, dropped, distances, pairs } = report;
  const limit = { threshold: threshold?.value ?? null, thresholdSource: threshold?.source ?? null };
  return `${JSON.stringify({ model, standardisation, metric, ...limit, images, dropped, distances, pairs })}\n`;
}

/** The line about an image that is left out: of one without a face, as `compare.py` has it. */
export const formatDropped = ({ path, reason, message }: DroppedImage): string =>
  reason === 'no-face'
    ? `can't detect face, remove  ${printable(path)}`
    : `can't read image, remove  ${printable(path)}  ${reason}: ${printable(message)}`;

const nameOf = ({ path, face }: ComparedFace, { allFaces }: CompareReport): string =>
  printable(allFaces ? `${path}#${face}` : path);

/** Blanks as in `compare.py`, those at the ends of lines too: programs read this. */
function matrixLines(distances: FaceComparison['distances']): string[] {
  const header = distances.map((_, i) => `    ${i}     `).join('');
  const rows = distances.map((row, i) => `${i}  ${row.map((apart) => `  ${fourDigits(apart)}  `).join('')}`);
  return [`    ${header}`, ...rows];
}

function verdictLines({ pairs }: FaceComparison, { value, source }: Threshold): string[] {
  const verdicts = pairs.map(({ a, b, distance, same }) => {
    const [verdict, sign] = same === true ? ['same person', '<'] : ['different people', '≥'];
    return `${a}–${b}: ${verdict} (${fourDigits(distance)} ${sign} ${fourDigits(value)})`;
  });
  return [`Threshold: ${fourDigits(value)} (${printable(source)})`, ...verdicts];
}

const fourDigits = (value: number): string => value.toFixed(4);
