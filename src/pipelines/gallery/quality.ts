import { boxHeight, boxWidth } from '../../core/box.ts';
import type { Landmarks } from '../../core/face.ts';
import type { EmbeddedFace, EmbeddedFaces } from '../collection/image-work.ts';

/** Below the first two a face is not enrolled, as `dataset check` has them: of LFW's photographs 3 in 1000 are refused, and 6 for the third. */
export const QUALITY = {
  /** Shorter side of the box, in pixels. */
  minSide: 40,
  /** Thousandths, as of `image/sharpness.ts`, of the face at 160 × 160. */
  minSharpness: 6,
  /**
   * How far the tip of the nose may lie from the middle between the eyes, along the line through them, in shares of their distance: beyond
   * an eye the head shows its profile. Of such faces in LFW 13 in 100 pairs with a frontal one are not told for one person by mobilefacenet,
   * of others 1.
   */
  maxTurn: 0.5,
} as const;

/** Why a face should not be enrolled. */
export interface QualityProblem {
  readonly reason: 'small-face' | 'blurred' | 'turned-away';
  readonly message: string;
}

/** The first thing that is wrong with the faces of a photograph. How sharp it is was measured of the first face alone. */
export function findQualityProblem({ faces, measurement }: EmbeddedFaces): QualityProblem | undefined {
  const side = Math.min(...faces.map(sideOf));
  if (side < QUALITY.minSide)
    return {
      reason: 'small-face',
      message: `The face is ${side.toFixed(0)} pixels wide or high, less than ${QUALITY.minSide}: \`force\` takes it all the same.`,
    };
  if (measurement && measurement.sharpness < QUALITY.minSharpness)
    return {
      reason: 'blurred',
      message: `The face has a sharpness of ${measurement.sharpness.toFixed(1)}, less than ${QUALITY.minSharpness}: \`force\` takes it all the same.`,
    };
  if (faces.some(({ landmarks }) => landmarks && turnOf(landmarks) > QUALITY.maxTurn))
    return {
      reason: 'turned-away',
      message: 'The face is seen from the side: `force` takes it all the same.',
    };
  return undefined;
}

/** 0 for a face seen from the front, more than 0.5 where the nose lies beyond an eye. */
export function turnOf([left, right, nose]: Landmarks): number {
  const [x, y] = [right.x - left.x, right.y - left.y];
  const squared = x * x + y * y;
  // Eyes in one place say nothing.
  return squared === 0 ? 0 : Math.abs(((nose.x - left.x) * x + (nose.y - left.y) * y) / squared - 0.5);
}

const sideOf = ({ box }: EmbeddedFace): number => (box ? Math.min(boxWidth(box), boxHeight(box)) : Infinity);
