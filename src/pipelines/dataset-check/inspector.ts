import type { Box } from '../../core/box.ts';
import { boxHeight, boxWidth } from '../../core/box.ts';
import type { Face } from '../../core/face.ts';
import type { RgbImage } from '../../core/image.ts';
import type { CheckedImage, FaceSize } from '../../dataset/check/findings.ts';
import type { EmbeddedImage } from '../collection/embed-images.ts';
import type { DetectFaces, FaceCrop, InspectImage } from '../collection/face-sources.ts';
import { toGrey } from '../../image/grey.ts';
import { perceptualHash, type PerceptualHash } from '../../image/perceptual-hash.ts';
import { resizeBilinear } from '../../image/resize/bilinear.ts';
import { sharpness } from '../../image/sharpness.ts';
import { alignFace } from '../../detection/align-by-box.ts';
import { classOf } from '../../dataset/class-folders.ts';

/** Measures images while a collection of them is embedded. */
export interface Inspector {
  /** The detector, watched. */
  readonly detect: DetectFaces;
  readonly inspect: InspectImage;
  /** The measurements of all images together with their embeddings. */
  measurementsOf(images: readonly EmbeddedImage[]): CheckedImage[];
}

interface Measurement {
  readonly hash: PerceptualHash;
  readonly width: number;
  readonly height: number;
  readonly size: FaceSize | null;
  /** 0 without a face. */
  readonly sharpness: number;
  readonly others: readonly FaceSize[];
}

/** @param isCrops whether each image is one face, cut out before */
export function createInspector(detect: DetectFaces, isCrops: boolean): Inspector {
  const detected = new WeakMap<RgbImage, readonly Face[]>();
  const byPath = new Map<string, Measurement>();
  return {
    detect: async (image) => {
      const faces = await detect(image);
      detected.set(image, faces);
      return faces;
    },
    inspect: (image, { path }, crops) => {
      byPath.set(path, measure(image, crops[0], isCrops ? 'crop' : (detected.get(image) ?? [])));
    },
    measurementsOf: (images) => {
      // Equal files are decoded once: what was measured of one holds for all with its key.
      const byKey = new Map<string, Measurement>();
      for (const each of images) {
        const measured = byPath.get(each.image.path);
        if (each.status !== 'unreadable' && measured) byKey.set(each.key, measured);
      }
      return images.map((each) => toChecked(each, each.status === 'unreadable' ? undefined : byKey.get(each.key)));
    },
  };
}

function measure(image: RgbImage, chosen: FaceCrop | undefined, faces: readonly Face[] | 'crop'): Measurement {
  const { width, height } = image;
  const looks = { hash: perceptualHash(image), width, height };
  if (!chosen) return { ...looks, size: null, sharpness: 0, others: [] };
  if (faces === 'crop') return { ...looks, size: null, sharpness: sharpnessIn(image, null), others: [] };
  const { box, score } = chosen;
  return {
    ...looks,
    size: box && sizeOf(box, score ?? 0),
    sharpness: sharpnessIn(image, box),
    others: faces.filter((_, i) => i !== chosen.face).map((face) => sizeOf(face.box, face.score)),
  };
}

const sizeOf = (box: Box, score: number): FaceSize => ({
  side: Math.min(boxWidth(box), boxHeight(box)),
  score,
});

/** Side of the picture that sharpness is measured in: the faces of `facekit align`. */
const SIDE = 160;
/** In thousandths: a number for people. */
const UNIT = 1000;

function sharpnessIn(image: RgbImage, box: Box | null): number {
  const face = box
    ? alignFace(image, { box }, { imageSize: SIDE, margin: 32 }).image
    : resizeBilinear(image, SIDE, SIDE);
  return sharpness(toGrey(face)) * UNIT;
}

function toChecked(embedded: EmbeddedImage, measured: Measurement | undefined): CheckedImage {
  const { path } = embedded.image;
  const named = { path, className: classOf(path) };
  if (embedded.status === 'unreadable') {
    const { status, reason, message } = embedded;
    return { ...named, status, reason, message };
  }
  if (!measured) throw new Error(`expected measurements of ${path}`);
  const { hash, width, height, size, others } = measured;
  const looks = { hash, width, height };
  const [face] = embedded.faces;
  if (!face) return { ...named, status: 'no-face', ...looks };
  const { embedding } = face;
  return {
    ...named,
    status: 'face',
    ...looks,
    face: { size, sharpness: measured.sharpness, embedding },
    others,
  };
}
