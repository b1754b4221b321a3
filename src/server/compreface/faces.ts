import { boxHeight, boxWidth } from '../../core/box.ts';
import type { EmbeddedFace } from '../../pipelines/collection/image-work.ts';
import { ComprefaceError } from './errors.ts';
import type { ComprefaceQuery } from './query.ts';

/** A face that was found; its embedding only where it was asked for. */
export type FaceOfPhotograph = Omit<EmbeddedFace, 'embedding' | 'face'> & Partial<Pick<EmbeddedFace, 'embedding'>>;

/** A box in CompreFace's words, in whole pixels. */
export interface ComprefaceBox {
  readonly probability: number;
  readonly x_min: number;
  readonly y_min: number;
  readonly x_max: number;
  readonly y_max: number;
}

export function comprefaceBox({ box, score }: Pick<EmbeddedFace, 'box' | 'score'>): ComprefaceBox {
  const { x1, y1, x2, y2 } = box ?? { x1: 0, y1: 0, x2: 0, y2: 0 };
  return {
    probability: score ?? 1,
    x_min: Math.round(x1),
    y_min: Math.round(y1),
    x_max: Math.round(x2),
    y_max: Math.round(y2),
  };
}

/** The faces that a request is about. @throws ComprefaceError 28 when there is none */
export function wantedFaces<Found extends FaceOfPhotograph>(
  faces: readonly Found[],
  { limit, minScore }: Pick<ComprefaceQuery, 'limit' | 'minScore'>,
): readonly Found[] {
  const certain = faces.filter(({ score }) => (score ?? 1) >= minScore);
  if (certain.length === 0) throw new ComprefaceError(28);
  if (limit === 0 || limit >= certain.length) return certain;
  return [...certain].sort((a, b) => areaOf(b) - areaOf(a)).slice(0, limit);
}

const areaOf = ({ box }: FaceOfPhotograph): number => (box ? boxWidth(box) * boxHeight(box) : 0);

/** What is said of each face. */
export function describeFace(
  face: FaceOfPhotograph,
  { withEmbedding, withLandmarks }: Pick<ComprefaceQuery, 'withEmbedding' | 'withLandmarks'>,
) {
  const { landmarks, embedding } = face;
  return {
    box: comprefaceBox(face),
    ...(withLandmarks && landmarks && { landmarks: landmarks.map(({ x, y }) => [Math.round(x), Math.round(y)]) }),
    ...(withEmbedding && embedding && { embedding: [...embedding] }),
  };
}
