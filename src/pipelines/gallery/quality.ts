import { boxHeight, boxWidth } from '../../core/box.ts';
import type { EmbeddedFace, EmbeddedFaces } from '../collection/image-work.ts';

/** Below these a face is not enrolled, as `dataset check` has them: of LFW's photographs 3 in 1000 are refused. */
export const QUALITY = {
  /** Shorter side of the box, in pixels. */
  minSide: 40,
  /** Thousandths, as of `image/sharpness.ts`, of the face at 160 × 160. */
  minSharpness: 6,
} as const;

/** Why a face should not be enrolled. */
export interface QualityProblem {
  readonly reason: 'small-face' | 'blurred';
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
  return undefined;
}

const sideOf = ({ box }: EmbeddedFace): number => (box ? Math.min(boxWidth(box), boxHeight(box)) : Infinity);
