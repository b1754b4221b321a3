import type { CheckedImage } from '../../dataset/check/findings.ts';
import type { EmbeddedImage } from '../collection/embed-images.ts';
import { classOf } from '../../dataset/class-folders.ts';

/** An image of a data set with its measurements and the embedding of its face. */
export function toCheckedImage(embedded: EmbeddedImage): CheckedImage {
  const { path } = embedded.image;
  const named = { path, className: classOf(path) };
  if (embedded.status === 'unreadable') {
    const { status, reason, message } = embedded;
    return { ...named, status, reason, message };
  }
  const { measurement } = embedded;
  if (!measurement) throw new Error(`expected measurements of ${path}`);
  const { hash, width, height, size, others, sharpness } = measurement;
  const looks = { hash, width, height };
  const [face] = embedded.faces;
  if (!face) return { ...named, status: 'no-face', ...looks };
  const { embedding } = face;
  return {
    ...named,
    status: 'face',
    ...looks,
    face: { size, sharpness, embedding },
    others,
  };
}
