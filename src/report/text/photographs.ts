import { printable } from '../../core/printable.ts';
import type {
  FaceOfPhotograph,
  PhotographReport,
  PhotographsReport,
} from '../../pipelines/classify/classify-photographs.ts';
import type { Candidate, Recognition } from '../../recognition/recognizer.ts';

/** A line for each photograph, and under it one for each face, in the form of FaceNet's classifier. */
export const formatPhotographs = ({ images }: PhotographsReport): string =>
  images.map((image) => `${photographLines(image).join('\n')}\n`).join('');

function photographLines({ path, status, reason = '', faces }: PhotographReport): string[] {
  const what = status === 'embedded' ? '' : status === 'no-face' ? '  no face found' : `  unreadable: ${reason}`;
  return [`${printable(path)}${printable(what)}`, ...faces.flatMap(faceLines)];
}

function faceLines({ face, ...recognition }: FaceOfPhotograph): string[] {
  const [, ...others] = recognition.candidates;
  return [
    `${String(face).padStart(4)}  ${answer(recognition)}`,
    ...others.map((candidate) => `      ${withDistance(candidate)}`),
  ];
}

/** `Ann Example: 0.983  distance 0.412`, or `unknown: 0.412  (Ann Example, distance 1.204)`. */
function answer({ name, candidates: [first] }: Recognition): string {
  if (name !== null) return withDistance(first);
  return `unknown: ${first.probability.toFixed(3)}  (${printable(first.name)}, distance ${first.distance.toFixed(3)})`;
}

const withDistance = ({ name, probability, distance }: Candidate): string =>
  `${printable(name)}: ${probability.toFixed(3)}  distance ${distance.toFixed(3)}`;

/** The report as one JSON object, for programs. */
export const formatPhotographsJson = (report: PhotographsReport): string => `${JSON.stringify(report)}\n`;
