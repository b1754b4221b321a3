import type { GalleryFace } from '../contents.ts';
import type { EnrolChange } from './change.ts';

/** A face as the list of changes has it, with the name that the person has now. */
export type FaceRecord = EnrolChange;

/** The same as programs get it. */
export function toGalleryFace({ id, person, path, sha256, face, box, score, time, crop }: FaceRecord): GalleryFace {
  return {
    id,
    person,
    source: { path, sha256, face },
    box: box && { x1: box[0], y1: box[1], x2: box[2], y2: box[3] },
    score,
    enrolled: time,
    crop,
  };
}
