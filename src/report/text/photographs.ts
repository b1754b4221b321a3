import { printable } from '../../core/printable.ts';
import type { PhotographsReport } from '../../pipelines/classify/classify-photographs.ts';
import type { PhotographFace, PhotographFaces } from '../../pipelines/collection/photograph-faces.ts';
import type { Candidate, Recognition } from '../../recognition/recognizer.ts';

/** A line for each photograph, and under it one for each face, in the form of FaceNet's classifier. */
export const formatPhotographs = ({ images }: PhotographsReport): string =>
  photographLines(images, (recognition) => {
    const [, ...others] = recognition.candidates;
    return { answer: answer(recognition), others: others.map(withDistance) };
  });

/** A line for each photograph, and under it those of each face: its number and the answer, then what else it could be. */
export const photographLines = <Said>(
  photographs: readonly PhotographFaces<Said>[],
  said: (face: PhotographFace<Said>) => { readonly answer: string; readonly others: readonly string[] },
): string =>
  photographs
    .flatMap(({ path, status, reason = '', faces }) => {
      const what = status === 'embedded' ? '' : status === 'no-face' ? '  no face found' : `  unreadable: ${reason}`;
      return [`${printable(path)}${printable(what)}`, ...faces.flatMap((face) => faceLines(face.face, said(face)))];
    })
    .map((line) => `${line}\n`)
    .join('');

const faceLines = (
  face: number,
  { answer, others }: { readonly answer: string; readonly others: readonly string[] },
): string[] => [`${String(face).padStart(4)}  ${answer}`, ...others.map((other) => `      ${other}`)];

/** `Ann Example: 0.983  distance 0.412`, or `unknown: 0.412  (Ann Example, distance 1.204)`. */
function answer({ name, candidates: [first] }: Recognition): string {
  if (name !== null) return withDistance(first);
  return `unknown: ${first.probability.toFixed(3)}  (${printable(first.name)}, distance ${first.distance.toFixed(3)})`;
}

const withDistance = ({ name, probability, distance }: Candidate): string =>
  `${printable(name)}: ${probability.toFixed(3)}  distance ${distance.toFixed(3)}`;

/** The report as one JSON object, for programs. */
export const formatPhotographsJson = (report: PhotographsReport): string => `${JSON.stringify(report)}\n`;
