import { FacekitError, usageError } from '../core/errors.ts';
import type { Face, Landmarks, Point } from '../core/face.ts';
import { requireCropSize, requireImage, type RgbImage } from '../core/image.ts';
import type { CropBox } from '../image/crop.ts';
import { warpAffine, type Affine } from '../image/resize/warp-affine.ts';

/** Where ArcFace's 112 × 112 crops have the eyes, the nose and the mouth corners (insightface, `arcface_dst`). */
const TEMPLATE_SIDE = 112;
const TEMPLATE: readonly Point[] = [
  { x: 38.2946, y: 51.6963 },
  { x: 73.5318, y: 51.5014 },
  { x: 56.0252, y: 71.7366 },
  { x: 41.5493, y: 92.3655 },
  { x: 70.7299, y: 92.2041 },
];

/** Where a crop was taken, and the landmarks of its face, both in pixels of the photograph. */
export interface CropOrigin {
  readonly cropBox: CropBox;
  readonly landmarks: Landmarks;
}

/**
 * Cuts a face out turned, scaled and shifted so that its landmarks come to lie on ArcFace's template.
 *
 * @throws FacekitError `landmarks-missing` for a face of a detector that finds none; `usage` for what is no image, landmarks that are no numbers
 */
export function alignSimilarity(
  image: RgbImage,
  { landmarks }: Pick<Face, 'landmarks'>,
  imageSize = TEMPLATE_SIDE,
): RgbImage {
  if (!landmarks) throw landmarksMissing('a face');
  requireImage(image);
  requireCropSize(imageSize, 'imageSize');
  if (!landmarks.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y)))
    throw usageError('Expected five landmarks of two numbers each but received others.');
  return warpAffine(image, resultToPhotograph(landmarks, imageSize), imageSize);
}

/** The error about faces that cannot be turned upright. */
const landmarksMissing = (what: string): FacekitError =>
  new FacekitError(
    'landmarks-missing',
    `Expected landmarks of ${what} that is to be turned upright by them but its detector finds none: choose another \`detector\`, have \`landmarksFrom: mtcnn\` find them, or choose a model and an \`alignment\` by box.`,
  );

/**
 * The same face from a crop of the photograph that was resized, its aspect ratio changed, as FaceNet does: what the crop
 * holds of it lies where it would lie from the photograph, and the rest is black.
 */
export function alignSimilarityFromCrop(
  crop: RgbImage,
  { cropBox, landmarks }: CropOrigin,
  imageSize = TEMPLATE_SIDE,
): RgbImage {
  const [a, b, c, d, e, f] = resultToPhotograph(landmarks, imageSize);
  const scaleX = crop.width / (cropBox.x2 - cropBox.x1);
  const scaleY = crop.height / (cropBox.y2 - cropBox.y1);
  // A resize keeps the outer edges of pixels where they are; the centre of pixel i is at i + 0.5.
  const shiftX = (c - cropBox.x1 + 0.5) * scaleX - 0.5;
  const shiftY = (f - cropBox.y1 + 0.5) * scaleY - 0.5;
  return warpAffine(crop, [a * scaleX, b * scaleX, shiftX, d * scaleY, e * scaleY, shiftY], imageSize);
}

function resultToPhotograph(landmarks: Landmarks, imageSize: number): Affine {
  const scale = imageSize / TEMPLATE_SIDE;
  const template = TEMPLATE.map(({ x, y }) => ({ x: x * scale, y: y * scale }));
  return inverse(similarity(landmarks, template));
}

/** q = a·p + b with points as complex numbers: a turns and scales, b shifts. */
interface Similarity {
  readonly a: Point;
  readonly b: Point;
}

/** The similarity that brings points closest to others, least squares: a = Σ conj(p − p̄)(q − q̄) / Σ|p − p̄|². */
function similarity(from: readonly Point[], to: readonly Point[]): Similarity {
  const [p, q] = [mean(from), mean(to)];
  let [real, imaginary, norm] = [0, 0, 0];
  from.forEach((point, i) => {
    const [px, py] = [point.x - p.x, point.y - p.y];
    const [qx, qy] = [(to[i]?.x ?? 0) - q.x, (to[i]?.y ?? 0) - q.y];
    real += px * qx + py * qy;
    imaginary += px * qy - py * qx;
    norm += px * px + py * py;
  });
  const a = { x: real / norm, y: imaginary / norm };
  const turned = multiply(a, p);
  return { a, b: { x: q.x - turned.x, y: q.y - turned.y } };
}

/** p = (q − b) / a, as a map of pixels. */
function inverse({ a, b }: Similarity): Affine {
  const norm = a.x * a.x + a.y * a.y;
  const c = { x: a.x / norm, y: -a.y / norm };
  const shift = multiply(c, b);
  return [c.x, -c.y, -shift.x, c.y, c.x, -shift.y];
}

const multiply = (a: Point, b: Point): Point => ({ x: a.x * b.x - a.y * b.y, y: a.x * b.y + a.y * b.x });

const mean = (points: readonly Point[]): Point => ({
  x: points.reduce((sum, { x }) => sum + x, 0) / points.length,
  y: points.reduce((sum, { y }) => sum + y, 0) / points.length,
});
