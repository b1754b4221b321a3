import { boxHeight, boxWidth, type Box } from '../../core/box.ts';
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

interface LandmarkOptions {
  readonly side: number;
  readonly random: Random;
}

/** Windows on the faces with landmarks: upright, and turned by five degrees either way. */
export const cutLandmarkWindows = (image: RgbImage, faces: readonly FaceLabel[], options: LandmarkOptions): Sample[] =>
  faces
    .filter((face) => face.landmarks && !face.ignored && fits(face.box, image))
    .flatMap((face) => [
      ...cutFrom(image, face, options),
      ...(Math.max(boxWidth(face.box), boxHeight(face.box)) > LARGEST_TURNED
        ? []
        : TURNS.flatMap((degrees) => cutTurned(image, face, { ...options, degrees }))),
    ]);

/** Pixels. A larger face takes much memory to turn, and there are enough others. */
const LARGEST_TURNED = 1000;

/** What is larger than its photograph is no face in it. */
const fits = (box: Box, { width, height }: RgbImage): boolean =>
  Math.max(boxWidth(box), boxHeight(box)) <= Math.max(width, height);

function cutTurned(
  image: RgbImage,
  label: FaceLabel,
  options: LandmarkOptions & { readonly degrees: number },
): Sample[] {
  const { part, face } = turnFace(label, options.degrees);
  return cutFrom(warpAffine(image, mapToPhotograph(part), part.side), face, options);
}

function cutFrom(image: RgbImage, face: FaceLabel, { side, random }: LandmarkOptions): Sample[] {
  const windows = drawLandmarkWindows(face, { width: image.width, height: image.height, random });
  return cutWindows(image, windows, side).flatMap((pixels, i) => {
    const window = windows[i];
    return window ? [{ pixels, face: placeFace(face, window) }] : [];
  });
}
