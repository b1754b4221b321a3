/** The P-Net looks for faces that fill a window of this many pixels. */
export const CELL_SIZE = 12;

export interface PyramidLevel {
  readonly scale: number;
  readonly width: number;
  readonly height: number;
}

export interface PyramidOptions {
  /** Side of the smallest face to be found, pixels. */
  readonly minFaceSize: number;
  /** Side of the largest face to be found, pixels. Default: as large as the image. */
  readonly maxFaceSize?: number | undefined;
  /** Each level is this factor smaller than the one before, in (0, 1). */
  readonly scaleFactor: number;
}

/**
 * The sizes at which the P-Net looks at an image: at the first a face of `minFaceSize` fills its window, at the last the
 * image itself does, or what comes nearest to a face of `maxFaceSize` from below. Source: `detect_face.py`, "create scale pyramid".
 */
export function pyramid(
  { width, height }: { readonly width: number; readonly height: number },
  { minFaceSize, maxFaceSize = Infinity, scaleFactor }: PyramidOptions,
): PyramidLevel[] {
  const first = CELL_SIZE / minFaceSize;
  const levels: PyramidLevel[] = [];
  for (let side = Math.min(width, height) * first; side >= CELL_SIZE; side *= scaleFactor) {
    const scale = first * scaleFactor ** levels.length;
    if (CELL_SIZE / scale > maxFaceSize) break;
    levels.push({ scale, width: Math.ceil(width * scale), height: Math.ceil(height * scale) });
  }
  return levels;
}
