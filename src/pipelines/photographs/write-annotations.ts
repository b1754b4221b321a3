import { stat } from 'node:fs/promises';
import path from 'node:path';
import { systemErrorCode, usageError } from '../../core/errors.ts';
import type { RgbImage } from '../../core/image.ts';
import { randomKey } from '../../core/random.ts';
import { planOutputs } from '../../dataset/output-plan.ts';
import { createAtomicWriter } from '../../files/atomic-file.ts';
import { thisProcess } from '../../files/process-id.ts';
import { annotateFaces, type AnnotatedFace } from './annotate-faces.ts';
import type { ImageSource } from './read-photograph.ts';

/** Writes photographs with what was found in them. */
export interface AnnotationWriter {
  /** @throws FacekitError `disk-full`, `output-not-writable`, `name-too-long`, `write-failed`. */
  write(source: ImageSource, image: RgbImage, faces: readonly AnnotatedFace[]): Promise<void>;
}

/**
 * Plans a picture `<folder>/<stem>.jpg` for every image; of several with one name the later ones get `-2`, `-3`, ….
 *
 * @param folder absolute; made when the first picture is written
 * @throws FacekitError `usage` when a picture would replace one of the images
 */
export async function openAnnotations(
  folder: string,
  sources: readonly ImageSource[],
  encode: (image: RgbImage) => Promise<Uint8Array>,
): Promise<AnnotationWriter> {
  const plan = planOutputs(sources.map(({ file }) => path.basename(file)));
  const places = new Map(sources.map((source, i) => [source, path.join(folder, `${plan[i]?.stem ?? i}.jpg`)]));
  await refuseToReplace(sources, [...places.values()]);
  const writer = createAtomicWriter(thisProcess(randomKey()), 'annotate');
  return {
    write: async (source, image, faces) => {
      const place = places.get(source) ?? path.join(folder, 'image.jpg');
      await writer.write(place, await encode(annotateFaces(image, faces)));
    },
  };
}

/** Compares the files themselves: two names may lead to one. */
async function refuseToReplace(sources: readonly ImageSource[], places: readonly string[]): Promise<void> {
  const images = new Map<string, string>();
  for (const { file, path: name } of sources) {
    const identity = await identityOf(file);
    if (identity !== undefined) images.set(identity, name);
  }
  for (const place of places) {
    const image = images.get((await identityOf(place)) ?? '');
    if (image !== undefined)
      throw usageError(
        `Expected another folder for \`annotate\`: a picture in ${path.dirname(place)} would replace the image ${image}.`,
      );
  }
}

/** Device and number of a file; undefined when there is none. What else is wrong shows when the file is read or written. */
async function identityOf(file: string): Promise<string | undefined> {
  try {
    const { dev, ino } = await stat(file, { bigint: true });
    return `${dev}:${ino}`;
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return undefined;
  }
}
