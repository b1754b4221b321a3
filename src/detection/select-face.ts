import { boxArea } from '../core/box.ts';
import type { Face } from '../core/face.ts';

/** Which face of a photograph is meant: FaceNet's large and central one, the largest, or the most certain. */
export const SELECTIONS = ['center', 'largest', 'score'] as const;
export type Selection = (typeof SELECTIONS)[number];

/**
 * Index of the face that is meant, or −1 when there is none. `center` is FaceNet's rule: the area of the box less twice the
 * squared distance of its centre from the centre of the image. Of equals the first wins.
 */
export function selectFace(
  faces: readonly Face[],
  image: { readonly width: number; readonly height: number },
  selection: Selection,
): number {
  const scores = faces.map((face) => selectionScore(face, image, selection));
  return scores.indexOf(Math.max(...scores));
}

function selectionScore(
  { box, score }: Face,
  image: { readonly width: number; readonly height: number },
  selection: Selection,
): number {
  if (selection === 'score') return score;
  if (selection === 'largest') return boxArea(box);
  const dx = (box.x1 + box.x2) / 2 - image.width / 2;
  const dy = (box.y1 + box.y2) / 2 - image.height / 2;
  return boxArea(box) - 2 * (dx * dx + dy * dy);
}
