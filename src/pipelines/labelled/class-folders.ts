import { FacekitError } from '../../core/errors.ts';
import type { Labelled } from '../../dataset/class-split.ts';
import { readClassFolders } from '../../dataset/class-folders.ts';
import type { ImageFile } from '../../dataset/image-files.ts';
import type { EmbedOptions } from '../../facenet/embedder.ts';
import { MIDDLE_FACE } from '../collection/open-crop-plan.ts';
import { embedCollection, rowsOf, type CollectionWorld } from '../collection/embed-collection.ts';
import { missingOf, nameOfFolder, type LabelledFaces, type LabelledSource } from './labelled-source.ts';

export interface ClassFolderOptions extends Pick<EmbedOptions, 'batchSize'> {
  readonly world: CollectionWorld;
  /** Whether the images are photographs whose faces must be found. */
  readonly detect: boolean;
  /** Pixels around the box of a face that is found; default: the model's. */
  readonly margin?: number | undefined;
  readonly flip: boolean;
}

/**
 * A folder with one folder of images for each person.
 *
 * @throws FacekitError `no-class-folders` when the images lie in the folder itself; those of `readClassFolders`
 */
export async function openClassFolders(folder: string, options: ClassFolderOptions): Promise<LabelledSource> {
  const { images, empty, leftOut } = await readClassFolders(folder, options.world.signal);
  options.world.listener.leavesOut?.(leftOut);
  const ofPeople = images.filter(({ className }) => className !== '');
  if (ofPeople.length === 0) {
    throw new FacekitError(
      'no-class-folders',
      `Expected one folder for each person in ${folder} but its images lie in it directly: move them to folders that are named after the people.`,
    );
  }
  const files = new Map(ofPeople.map((image) => [image.path, image]));
  const stray = images.length - ofPeople.length;
  return {
    items: ofPeople.map(({ path: image, className }) => ({ path: image, name: nameOfFolder(className) })),
    emptyClasses: empty,
    notes: stray === 0 ? [] : [`Ignored ${stray === 1 ? '1 image' : `${stray} images`} in no person's folder.`],
    embed: (items) => embedItems(items, files, options),
  };
}

async function embedItems(
  items: readonly Labelled[],
  files: ReadonlyMap<string, ImageFile>,
  { world, detect, margin, flip, batchSize }: ClassFolderOptions,
): Promise<LabelledFaces> {
  const images = items.flatMap((item) => files.get(item.path) ?? []);
  const embedder = await world.openEmbedder(images.length);
  if (!detect) await world.checkCrops?.(images, embedder.info);
  const choice = detect ? { ...MIDDLE_FACE, margin } : ({ kind: 'crops' } as const);
  const collection = await embedCollection(images, { ...world, embedder, choice, flip, batchSize });
  const { seconds, metadata } = collection;
  return {
    metadata,
    faces: rowsOf(collection.images).map(({ path: image, className, embedding, box }) => ({
      path: image,
      name: nameOfFolder(className),
      embedding,
      file: files.get(image)?.file ?? image,
      box,
    })),
    missing: collection.images.flatMap(missingOf),
    speed: { device: embedder.device, seconds, imagesPerSecond: images.length / seconds },
  };
}
