import { asEmbedding } from '../../../src/core/embedding.ts';
import type { CheckLimits, FaceImage, FaceSize } from '../../../src/dataset/check/findings.ts';

export const LIMITS: CheckLimits = {
  minFace: 40,
  minSharpness: 6,
  otherFace: 0.6,
  duplicateBits: 4,
  duplicateDistance: 0.25,
  samePerson: 1,
  minImages: 2,
  enoughImages: 3,
};

export interface FaceOptions {
  /** Degrees on a circle: faces this far apart have the distance 2 sin(angle / 2). */
  readonly angle?: number;
  readonly side?: number;
  readonly sharpness?: number;
  readonly others?: readonly FaceSize[];
  readonly hash?: readonly [number, number];
}

/** An image with a face. Without a hash of its own it looks like no other: bit patterns from its path. */
export function faceImage(path: string, options: FaceOptions = {}): FaceImage {
  const { angle = 0, side = 100, sharpness = 20, others = [], hash = hashOf(path) } = options;
  const radians = (angle * Math.PI) / 180;
  return {
    path,
    className: path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '',
    status: 'face',
    hash,
    width: 250,
    height: 250,
    others,
    face: {
      size: { side, score: 0.99 },
      sharpness,
      embedding: asEmbedding(Float32Array.of(Math.cos(radians), Math.sin(radians))),
    },
  };
}

/** Scrambles the characters of a text into 64 bits (FNV-1a, twice). */
function hashOf(text: string): [number, number] {
  const scramble = (start: number): number =>
    Buffer.from(`${text}~~`).reduce((h, byte) => Math.imul(h ^ byte, 16777619) >>> 0, start);
  return [scramble(2166136261), scramble(374761393)];
}
