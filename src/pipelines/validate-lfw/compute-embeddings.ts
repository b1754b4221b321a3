import type { MissingImage } from '../labelled/labelled-source.ts';
import { tableOf } from '../../dataset/embedding-file/contents.ts';
import { writeEmbeddingFile } from '../../dataset/embedding-file/write.ts';
import type { LfwPair } from '../../evaluation/lfw-pairs.ts';
import type { EmbeddedImage } from '../collection/embed-images.ts';
import { MIDDLE_FACE } from '../collection/open-crop-plan.ts';
import { embedCollection, rowsOf, type CollectionWorld } from '../collection/embed-collection.ts';
import type { LfwEmbeddings, LfwFace } from './lfw-embeddings.ts';
import { findLfwImages } from './find-images.ts';
import { imagesOf, keyOf } from './pairs-list.ts';
import type { LfwSettings } from './lfw-settings.ts';

export interface ComputeOptions {
  readonly settings: LfwSettings;
  readonly world: CollectionWorld;
  /** Told which images have a file, before the network is opened; throws when they do not suffice. */
  readonly check: (found: { has(key: string): boolean }, missing: readonly MissingImage[]) => void;
}

/**
 * Embeds every image of the pairs once, and keeps the embeddings where `settings.embeddings` says.
 *
 * @throws FacekitError `input-not-found`, `interrupted`, what `check` throws, what is wrong with model or output
 */
export async function computeEmbeddings(
  pairs: readonly LfwPair[],
  { settings, world, check }: ComputeOptions,
): Promise<LfwEmbeddings> {
  const images = imagesOf(pairs);
  const files = await findLfwImages(settings.folder, images);
  const missing: MissingImage[] = images
    .filter((image) => !files.has(keyOf(image)))
    .map((image) => ({ path: keyOf(image), reason: 'not-found' }));
  check(files, missing);
  const embedder = await world.openEmbedder(files.size);
  if (!settings.detect) await world.checkCrops?.([...files.values()], embedder.info);
  const collection = await embedCollection([...files.values()], {
    ...world,
    embedder,
    choice: settings.detect ? MIDDLE_FACE : { kind: 'crops' },
    flip: settings.flip,
    batchSize: settings.batchSize,
  });
  const { metadata, seconds } = collection;
  const rows = rowsOf(collection.images);
  if (settings.embeddings !== undefined && rows.length > 0)
    await writeEmbeddingFile(settings.embeddings, tableOf(metadata, rows));
  const embedded = byKey([...files.keys()], collection.images);
  const speed = { device: embedder.device, seconds, imagesPerSecond: files.size / seconds };
  const computed = { speed, files };
  return { faces: facesOf(embedded), metadata, missing: [...missing, ...withoutFace(embedded)], computed };
}

/** The images by key, and what became of them. */
type EmbeddedByKey = ReadonlyMap<string, EmbeddedImage>;

const byKey = (keys: readonly string[], images: readonly EmbeddedImage[]): EmbeddedByKey =>
  new Map(images.map((image, i) => [keys[i] ?? '', image]));

/** The one face of an image. */
const facesOf = (embedded: EmbeddedByKey): ReadonlyMap<string, LfwFace> =>
  new Map(
    [...embedded].flatMap(([key, image]) => {
      const face = image.status === 'unreadable' ? undefined : image.faces[0];
      return face ? [[key, face] as const] : [];
    }),
  );

const withoutFace = (embedded: EmbeddedByKey): MissingImage[] =>
  [...embedded].flatMap(([path, image]) => {
    if (image.status === 'embedded') return [];
    return [{ path, reason: image.status === 'unreadable' ? image.reason : image.status }];
  });
