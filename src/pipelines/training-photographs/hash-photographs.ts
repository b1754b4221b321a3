import { createHash } from 'node:crypto';
import type { LabelledPhotograph } from './labelled-photographs.ts';

/** Which photographs with which faces a training saw, in 16 hexadecimal digits: other ones make other numbers. */
export function hashPhotographs(photographs: readonly LabelledPhotograph[]): string {
  const hash = createHash('sha256');
  for (const { image, faces, landmarksOnly } of photographs)
    hash.update(JSON.stringify([image.path, faces, landmarksOnly ?? false]));
  return hash.digest('hex').slice(0, 16);
}
