import { FacekitError } from '../../core/errors.ts';
import type { Face } from '../../core/face.ts';
import type { RgbImage } from '../../core/image.ts';
import { findImageFiles } from '../../dataset/image-files.ts';
import { decodeImage, UnreadableImageError } from '../../image/codec.ts';
import { readImageFile } from '../../image/read-image-file.ts';
import { encodeJpeg } from '../../image/encode.ts';
import type { Detector } from '../../detection/detector.ts';
import { drawPhotograph } from './draw-photograph.ts';

/** A photograph in memory: what decoding takes is measured without the disk. */
export interface Photograph {
  readonly bytes: Uint8Array;
  readonly image: RgbImage;
}

/** The most certain face of a photograph. */
export interface FoundFace {
  readonly image: RgbImage;
  readonly face: Face;
}

/** As many are enough to see how photographs differ, and leave room in memory for large ones. */
const MOST = 16;

/**
 * Reads the first photographs that paths name, at most 16; without paths a drawn picture. Files that cannot be read are left out.
 *
 * @throws FacekitError `input-not-found`, `no-images`
 */
export async function readPhotographs(
  paths: readonly string[],
  cwd: string,
  signal?: AbortSignal,
): Promise<Photograph[]> {
  if (paths.length === 0) return [await drawnPhotograph()];
  const files = await findImageFiles(paths, cwd, signal);
  const photographs: Photograph[] = [];
  for (const { file } of files) {
    if (photographs.length === MOST) break;
    const photograph = await read(file);
    if (photograph) photographs.push(photograph);
  }
  if (photographs.length > 0) return photographs;
  throw new FacekitError(
    'no-images',
    `Expected photographs in ${paths.join(', ')} but none of ${files.length} files can be read.`,
  );
}

/** The drawn picture as a JPEG file. */
export async function drawnPhotograph(): Promise<Photograph> {
  const image = drawPhotograph();
  return { image, bytes: await encodeJpeg(image) };
}

/** A face of each photograph that shows one. */
export async function findFaces(photographs: readonly Photograph[], detector: Detector): Promise<FoundFace[]> {
  const faces: FoundFace[] = [];
  for (const { image } of photographs) {
    const [face] = await detector.detect(image);
    if (face) faces.push({ image, face });
  }
  return faces;
}

async function read(file: string): Promise<Photograph | undefined> {
  try {
    const bytes = await readImageFile(file);
    return { image: await decodeImage(bytes), bytes };
  } catch (error) {
    if (error instanceof UnreadableImageError) return undefined;
    throw error;
  }
}
