import type { Box } from '../../core/box.ts';
import type { RgbImage } from '../../core/image.ts';
import type { Random } from '../../core/random.ts';
import { areaPatches } from '../../image/resize/area-patches.ts';
import { warpAffine } from '../../image/resize/warp-affine.ts';
import type { Sample } from '../../training/mtcnn/sample-store.ts';
import { placeFace } from '../../training/mtcnn/targets.ts';
import { mapToPhotograph, turnFace, TURNS } from '../../training/mtcnn/turned-face.ts';
import { drawLandmarkWindows, type FaceLabel } from '../../training/mtcnn/windows.ts';

/** The pixels of windows, each brought to side × side as the detector does. */
export function cutWindows(image: RgbImage, windows: readonly Box[], side: number): Uint8Array[] {
  const patches = areaPatches(image, windows, side);
  const size = side * side * 3;
  return windows.map((_, i) => Uint8Array.from(patches.subarray(i * size, (i + 1) * size), Math.round));
}

/** Windows on the faces with landmarks: upright, and turned by five degrees either way. */
export function cutLandmarkWindows(
  image: RgbImage,
  faces: readonly FaceLabel[],
  { side, random }: { readonly side: number; readonly random: Random },
): Sample[] {
  const known = faces.filter(({ landmarks, ignored }) => landmarks && !ignored);
  return known.flatMap((label) =>
    TURNS.flatMap((degrees) => {
      const { part, face } = turnFace(label, degrees);
      const windows = drawLandmarkWindows(face, { width: part.side, height: part.side, random });
      if (windows.length === 0) return [];
      const turned = warpAffine(image, mapToPhotograph(part), part.side);
      const pixels = cutWindows(turned, windows, side);
      return windows.flatMap((window, i) => {
        const seen = pixels[i];
        return seen ? [{ pixels: seen, face: placeFace(face, window) }] : [];
      });
    }),
  );
}
