import { dot, norm, sumOf } from '../../core/vector.ts';
import { dotProducts, packRows } from '../../svm/packed-rows.ts';
import type { FaceImage } from './findings.ts';

/** How far an image is from the mean of its class without it, and from the nearest mean of another of two images or more; Euclidean, of vectors of length 1. */
export interface ClassDistances {
  /** Null where the class has no other image. */
  readonly own: number | null;
  readonly nearest: { readonly className: string; readonly distance: number } | null;
}

/** The mean of the embeddings of a class, to length 1. */
export interface ClassMean {
  readonly className: string;
  readonly count: number;
  readonly mean: Float32Array;
}

export interface MeanOptions {
  /** Images that are in no mean. */
  readonly leaveOut: ReadonlySet<FaceImage>;
  /** Other images of the photograph: its own mean is without them too, since they would vouch for it. */
  readonly copiesOf: (image: FaceImage) => readonly FaceImage[];
}

/** The means of all classes that have an image, in the order of the images. */
export function classMeans(images: readonly FaceImage[], { leaveOut }: Pick<MeanOptions, 'leaveOut'>): ClassMean[] {
  const kept = images.filter((image) => !leaveOut.has(image));
  return [...groupByClass(kept)].map(([className, members]) => ({
    className,
    count: members.length,
    mean: unit(sumOf(members.map(embeddingOf))),
  }));
}

/** A class of one image says nothing about the images of others: the wrong one may be its own. */
const EVIDENCE = 2;

/** Images at a time: the distances of so many to all classes are in memory. */
const BLOCK = 64;

/**
 * Where each image stands among the classes, in the order of the images.
 *
 * @param all the images that the classes are made of
 */
export function classDistances(
  images: readonly FaceImage[],
  all: readonly FaceImage[],
  options: MeanOptions,
): ClassDistances[] {
  const dimension = images[0]?.face.embedding.length ?? 0;
  const means = classMeans(all, options).filter(({ count }) => count >= EVIDENCE);
  const packed = packRows(
    means.map(({ mean }) => mean),
    dimension,
  );
  const ownMean = ownMeans(all, options);
  const cosines = new Float64Array(BLOCK * means.length);
  const result: ClassDistances[] = [];
  for (let start = 0; start < images.length; start += BLOCK) {
    const block = images.slice(start, start + BLOCK);
    dotProducts(
      packRows(
        block.map(({ face }) => face.embedding),
        dimension,
      ),
      packed,
      cosines,
    );
    block.forEach((image, i) => {
      const row = cosines.subarray(i * means.length, (i + 1) * means.length);
      const own = ownMean(image);
      result.push({
        own: own && distanceOf(dot(image.face.embedding, own)),
        nearest: nearestOf(row, means, image.className),
      });
    });
  }
  return result;
}

function nearestOf(cosines: Float64Array, means: readonly ClassMean[], ownClass: string): ClassDistances['nearest'] {
  let best = -1;
  for (let i = 0; i < cosines.length; i++)
    if ((best < 0 || (cosines[i] as number) > (cosines[best] as number)) && means[i]?.className !== ownClass) best = i;
  const className = means[best]?.className;
  return className === undefined ? null : { className, distance: distanceOf(cosines[best] ?? NaN) };
}

/** The mean of an image's class without the image; null where nothing is left. */
function ownMeans(
  images: readonly FaceImage[],
  { leaveOut, copiesOf }: MeanOptions,
): (image: FaceImage) => Float32Array | null {
  const kept = groupByClass(images.filter((image) => !leaveOut.has(image)));
  const sums = new Map([...kept].map(([className, members]) => [className, sumOf(members.map(embeddingOf))]));
  return (image) => {
    const members = kept.get(image.className) ?? [];
    const without = [image, ...copiesOf(image)].filter(
      (each) => each.className === image.className && !leaveOut.has(each),
    );
    const sum = sums.get(image.className);
    if (!sum || members.length <= without.length) return null;
    const rest = sum.slice();
    for (const { face } of without)
      for (let c = 0; c < rest.length; c++) rest[c] = (rest[c] as number) - (face.embedding[c] as number);
    return unit(rest);
  };
}

export function groupByClass<T extends { readonly className: string }>(images: readonly T[]): Map<string, T[]> {
  const classes = new Map<string, T[]>();
  for (const image of images) {
    const members = classes.get(image.className);
    if (members) members.push(image);
    else classes.set(image.className, [image]);
  }
  return classes;
}

const embeddingOf = ({ face }: FaceImage): Float32Array => face.embedding;

function unit(sum: Float64Array): Float32Array {
  const length = norm(sum);
  return Float32Array.from(sum, (value) => (length === 0 ? 0 : value / length));
}

/** Of vectors of length 1 from their cosine. */
export const distanceOf = (cosine: number): number => Math.sqrt(Math.max(0, 2 - 2 * cosine));
