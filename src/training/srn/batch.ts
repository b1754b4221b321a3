import type { Box } from '../../core/box.ts';
import type { RgbImage } from '../../core/image.ts';
import type { Tensor } from '../../core/tensor.ts';
import { movedBy } from '../../srn/anchors.ts';
import { anchorCount, anchorGrids, countOf, type LevelGrid } from './anchor-grid.ts';
import type { Matching } from './choices.ts';
import { labelsOf, MATCH, matchAnchors, type Matches, type TrainingFace } from './match.ts';

/** A square image with its faces. */
export interface SrnSample {
  readonly image: RgbImage;
  readonly faces: readonly TrainingFace[];
}

/** What a step of training is given, by the names of the graph's inputs: labels and targets of anchors where they are, and the faces for those that move. */
export function batchInputs(samples: readonly SrnSample[], matching: Matching): Record<string, Tensor> {
  const [first] = samples;
  if (!first) throw new Error('Expected images');
  const side = first.image.width;
  const grids = anchorGrids(side);
  const count = anchorCount(grids);
  const images = new Uint8Array(samples.length * side * side * 3);
  const labels = { 1: new Float32Array(samples.length * count), 2: new Float32Array(samples.length * count) };
  const targets = new Float32Array(samples.length * count * 4);
  for (const [i, { image, faces }] of samples.entries()) {
    images.set(image.data, i * side * side * 3);
    const matches = matchAnchors(grids, faces);
    labels[1].set(labelsOf(matches, faces, { rule: MATCH[1], matching }), i * count);
    labels[2].set(labelsOf(matches, faces, { rule: MATCH[2], matching }), i * count);
    targets.set(targetsOf(grids, matches, faces), i * count * 4);
  }
  return {
    images: { shape: [samples.length, side, side, 3], data: images },
    'labels 1': { shape: [samples.length, count, 1], data: labels[1] },
    'labels 2': { shape: [samples.length, count, 1], data: labels[2] },
    targets: { shape: [samples.length, count, 4], data: targets },
    faces: facesTensor(samples),
  };
}

/** How each anchor is to be moved onto the face that it overlaps most; zeros where there is none. */
function targetsOf(
  grids: readonly LevelGrid[],
  { faces: best }: Matches,
  faces: readonly TrainingFace[],
): Float32Array {
  const targets = new Float32Array(best.length * 4);
  for (const grid of grids) {
    const { stride, rows, columns, start, first } = grid;
    for (let i = 0; i < countOf(grid); i++) {
      const face = faces[best[start + i] ?? -1];
      const anchor = i < rows * columns ? first[0] : first[1];
      const place = i % (rows * columns);
      const at = (): Box => movedBy(anchor, (place % columns) * stride, Math.floor(place / columns) * stride);
      if (face) targets.set(boxDeltas(at(), face.box), 4 * (start + i));
    }
  }
  return targets;
}

/** What moves a box onto another one: dx, dy, dw, dh as `moved` in `srn/anchors.ts` takes them. */
export function boxDeltas(from: Box, to: Box): readonly [number, number, number, number] {
  const [width, height] = [from.x2 - from.x1, from.y2 - from.y1];
  return [
    (to.x1 + to.x2 - from.x1 - from.x2) / 2 / width,
    (to.y1 + to.y2 - from.y1 - from.y2) / 2 / height,
    Math.log((to.x2 - to.x1) / width),
    Math.log((to.y2 - to.y1) / height),
  ];
}

/** Far away from every anchor: in the place of a face where an image has fewer than another. */
const NOWHERE = [-10_000, -10_000, -9_990, -9_990, 1];

/** (batch, faces, 5): x1, y1, x2, y2, and 1 where it is ignored. */
function facesTensor(samples: readonly SrnSample[]): Tensor {
  const most = Math.max(1, ...samples.map(({ faces }) => faces.length));
  const rows = samples.flatMap(({ faces }) => [
    ...faces.map(({ box: { x1, y1, x2, y2 }, ignored }) => [x1, y1, x2, y2, ignored ? 1 : 0]),
    ...Array.from({ length: most - faces.length }, () => NOWHERE),
  ]);
  return { shape: [samples.length, most, 5], data: Float32Array.from(rows.flat()) };
}
