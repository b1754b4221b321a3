import type { Corners } from '../../dataset/alignment-record.ts';
import type { Candidate, Recognition } from '../../recognition/recognizer.ts';
import type { EmbeddingSpeed } from './embed.ts';
import { printable } from '../../core/printable.ts';

/** Who the people in photographs are. */
export interface PhotographsReport {
  readonly classifier: string;
  readonly model: { readonly name: string; readonly sha256: string };
  /** Above this distance a face is unknown; null: never. */
  readonly threshold: number | null;
  readonly images: readonly PhotographReport[];
  readonly embedding: EmbeddingSpeed;
}

export interface PhotographReport {
  readonly path: string;
  readonly status: 'embedded' | 'no-face' | 'unreadable';
  /** Why it cannot be read. */
  readonly reason?: string;
  /** The most certain first. */
  readonly faces: readonly FaceOfPhotograph[];
}

export interface FaceOfPhotograph extends Recognition {
  /** Position among the faces of the photograph. */
  readonly face: number;
  /** Pixels of the photograph. */
  readonly box: Corners;
  readonly score: number | null;
}

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
export function answer({ name, candidates: [first] }: Recognition): string {
  if (name !== null) return withDistance(first);
  return `unknown: ${first.probability.toFixed(3)}  (${printable(first.name)}, distance ${first.distance.toFixed(3)})`;
}

const withDistance = ({ name, probability, distance }: Candidate): string =>
  `${printable(name)}: ${probability.toFixed(3)}  distance ${distance.toFixed(3)}`;

/** The report as one JSON object, for programs. */
export const formatPhotographsJson = (report: PhotographsReport): string => `${JSON.stringify(report)}\n`;
