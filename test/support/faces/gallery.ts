import { createHash } from 'node:crypto';
import type { EmbeddingFileMetadata } from '../../../src/dataset/embedding-file/contents.ts';
import type { NewFace } from '../../../src/gallery/contents.ts';
import { metadataOf } from './embedding-metadata.ts';

/** How embeddings of two numbers are made, for tests of galleries. */
export const TWO_NUMBERS: EmbeddingFileMetadata = {
  ...metadataOf(2),
  model: { name: 'two-numbers', sha256: 'fa'.repeat(32) },
  alignment: { kind: 'box', margin: 32, imageSize: 4 },
};

/** A face whose embedding is the point at an angle, in degrees, of the unit circle; its photograph is named for both. */
export function newFace(
  person: string,
  degrees: number,
  { face = 0, photograph = `${person} ${degrees}` } = {},
): NewFace {
  const angle = (degrees * Math.PI) / 180;
  return {
    person,
    source: { path: `${photograph}.jpg`, sha256: createHash('sha256').update(photograph).digest('hex'), face },
    box: { x1: 1, y1: 2, x2: 30.5, y2: 40.25 },
    score: 0.99,
    embedding: Float32Array.of(Math.cos(angle), Math.sin(angle)),
  };
}

/**
 * What a face's distances are raised by where the people who come next after the nearest are at these angles from it, in degrees: 0.4 of how
 * much nearer than 2 ten of them are on average. What there is less of counts as 2.
 */
export const raisedBy = (...angles: readonly number[]): number =>
  angles.reduce((sum, angle) => sum + (0.4 * (2 - squaredChord(angle))) / 10, 0);

/** The squared distance of the points at two angles, in degrees, of the unit circle: by the law of cosines. */
export const squaredChord = (degrees: number): number => 2 - 2 * Math.cos((degrees * Math.PI) / 180);
