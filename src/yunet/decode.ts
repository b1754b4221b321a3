import type { Face, Point } from '../core/face.ts';
import type { Tensor } from '../core/tensor.ts';
import type { Level } from './levels.ts';
import { PLACE_NUMBERS, type Stride } from './network.ts';

/** Where a place's numbers are: two logits, box as centre and logarithms of the sides, landmarks as x, y. */
const BOX = 2;
const LANDMARKS = 6;

/**
 * The faces of one output, (1, rows, columns, 16), row by row, in pixels of the photograph. The score is √(face · object), both sigmoids, which are
 * computed in double precision. Source: `FaceDetectorYNImpl::postProcess` of OpenCV.
 */
export function facesOf(
  { shape, data }: Tensor<Float32Array>,
  stride: Stride,
  { level, scoreThreshold }: { readonly level: Level; readonly scoreThreshold: number },
): Face[] {
  const columns = shape[2] ?? 0;
  const faces: Face[] = [];
  for (let place = 0; place * PLACE_NUMBERS < data.length; place++) {
    const numbers = data.subarray(place * PLACE_NUMBERS, (place + 1) * PLACE_NUMBERS);
    const score = Math.sqrt(sigmoid(numbers[0] ?? 0) * sigmoid(numbers[1] ?? 0));
    if (!(score > scoreThreshold)) continue;
    faces.push(faceAt(numbers, { score, stride, level, column: place % columns, row: Math.floor(place / columns) }));
  }
  return faces;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

interface Place {
  readonly score: number;
  readonly stride: Stride;
  readonly level: Level;
  readonly column: number;
  readonly row: number;
}

function faceAt(numbers: Float32Array, { score, stride, level, column, row }: Place): Face {
  const [scaleX, scaleY] = [stride * level.scaleX, stride * level.scaleY];
  const point = (at: number): Point => ({
    x: (column + (numbers[at] ?? 0)) * scaleX,
    y: (row + (numbers[at + 1] ?? 0)) * scaleY,
  });
  const centre = point(BOX);
  const width = Math.exp(numbers[BOX + 2] ?? 0) * scaleX;
  const height = Math.exp(numbers[BOX + 3] ?? 0) * scaleY;
  const [x1, y1] = [centre.x - width / 2, centre.y - height / 2];
  const [a, b, c, d, e] = [0, 2, 4, 6, 8].map((offset) => LANDMARKS + offset) as [
    number,
    number,
    number,
    number,
    number,
  ];
  return {
    box: { x1, y1, x2: x1 + width, y2: y1 + height },
    score,
    landmarks: [point(a), point(b), point(c), point(d), point(e)],
  };
}
