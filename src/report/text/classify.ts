import { missingLines } from './images/missing-images.ts';
import { printable } from '../../core/printable.ts';
import type { ClassifyReport } from '../../pipelines/classify/classify-report.ts';
import type { JudgedFace } from '../../recognition/evaluate-classifier.ts';

/** FaceNet's lines, then facekit's own. Source: `main` of classifier.py. */
export function formatClassifyReport(report: ClassifyReport): string {
  const { classes, images, classifier, faces, evaluation, missing } = report;
  return [
    `Number of classes: ${classes}`,
    `Number of images: ${images}`,
    'Testing classifier',
    `Loaded classifier model from file "${printable(classifier)}"`,
    ...faces.map(faceLine),
    `Accuracy: ${evaluation.accuracy.toFixed(3)}`,
    ...answerLines(report),
    ...missingLines(missing),
    '',
  ].join('\n');
}

/** `%4d  %s: %.3f`, and who an unknown face is most like. */
function faceLine({ recognition: { name, candidates } }: JudgedFace, i: number): string {
  const [{ name: likeliest, probability, distance }] = candidates;
  const line = `${String(i).padStart(4)}  ${printable(name ?? 'unknown')}: ${probability.toFixed(3)}`;
  return name === null ? `${line}  (${printable(likeliest)}, distance ${distance.toFixed(3)})` : line;
}

function answerLines({ evaluation: { known, unknownIdentities }, threshold }: ClassifyReport): string[] {
  const lines = [
    `Known people: ${known.faces} faces, ${known.named} named rightly, ${known.misnamed} wrongly, ${known.unknown} unknown`,
  ];
  if (unknownIdentities.faces > 0)
    lines.push(
      `Unknown identities: ${unknownIdentities.faces} faces of ${unknownIdentities.people} people, ${unknownIdentities.named} named (${((100 * unknownIdentities.named) / unknownIdentities.faces).toFixed(2)} %)`,
    );
  lines.push(
    threshold === null
      ? 'Every face gets a name'
      : `Unknown above a distance of ${threshold.toFixed(3)}; a known face counts in the accuracy by its most probable person`,
  );
  return lines;
}

/** The report as one JSON object, for programs. */
export function formatClassifyJson({ evaluation, embedding, ...report }: ClassifyReport): string {
  const faces = report.faces.map(({ recognition, ...face }) => ({ ...face, ...recognition }));
  return `${JSON.stringify({ ...report, ...evaluation, faces, embedding: embedding ?? null })}\n`;
}
