import { FacekitError } from '../../core/errors.ts';
import {
  tableOf,
  type EmbeddingFileMetadata,
  type EmbeddingRow,
} from '../../dataset/embedding-file/types.ts';
import { writeEmbeddingFile } from '../../dataset/embedding-file/write.ts';
import type { LfwPair } from '../../dataset/lfw-pairs.ts';
import { createAlignedFolderFinder } from '../../facenet/embed-alignment.ts';
import { embedImages, type EmbeddedImage } from '../../facenet/embed-images.ts';
import type { ImageFile } from '../../facenet/embed-inputs.ts';
import {
  alignmentOfCrops,
  alignmentOfPhotographs,
  cropSource,
  photographSource,
  type DetectFaces,
  type FaceSource,
} from '../../facenet/embed-sources.ts';
import type { Embedder } from '../../facenet/embedder.ts';
import { facekitVersion } from '../../files/package-info.ts';
import type { MissingImage } from '../../report/lfw-report.ts';
import { interruptedExitCode } from '../context.ts';
import type { LfwEmbeddings, LfwFace } from './embeddings.ts';
import { findLfwImages } from './find-images.ts';
import { imagesOf, keyOf } from './pairs-list.ts';
import type { LfwSettings } from './settings.ts';

/** An embedder as an evaluation uses it. */
export type LfwEmbedder = Pick<Embedder, 'sha256' | 'standardisation' | 'device' | 'dimension' | 'embed'> & {
  readonly info: Pick<Embedder['info'], 'name' | 'alignment' | 'inputSize'>;
};

/** Where the embeddings come from; tests pass their own. */
export interface EmbeddingWorld {
  readonly signal: AbortSignal;
  readonly listener: LfwListener;
  openEmbedder(): Promise<LfwEmbedder>;
  /** Opens the detector when it is first needed. */
  readonly detect: DetectFaces;
}

/** What an evaluation tells while it goes on. */
export interface LfwListener {
  /** Once, before the first image is embedded. */
  begins(total: number, embedder: LfwEmbedder): void;
  finishes(image: EmbeddedImage): void;
}

export interface ComputeOptions {
  readonly settings: LfwSettings;
  readonly world: EmbeddingWorld;
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
  const embedder = await world.openEmbedder();
  const { source, metadata } = await openSource(embedder, [...files.values()], { settings, world });
  world.listener.begins(files.size, embedder);
  const { embedded, seconds } = await embedAll(files, { embedder, source, settings, world });
  if (settings.embeddings !== undefined) await keep(settings.embeddings, metadata, embedded);
  const speed = { device: embedder.device, seconds, imagesPerSecond: files.size / seconds };
  const computed = { speed, files };
  return { faces: facesOf(embedded), metadata, missing: [...missing, ...withoutFace(embedded)], computed };
}

async function openSource(
  embedder: LfwEmbedder,
  files: readonly ImageFile[],
  { settings: { align, flip }, world }: Pick<ComputeOptions, 'settings' | 'world'>,
): Promise<{ source: FaceSource; metadata: EmbeddingFileMetadata }> {
  const { info, sha256, standardisation } = embedder;
  const { detect, signal } = world;
  const findFolder = createAlignedFolderFinder();
  const metadata = {
    facekit: facekitVersion(),
    model: { name: info.name, sha256 },
    dimension: embedder.dimension({ flip }),
    standardisation,
    alignment: align ? alignmentOfPhotographs(info) : await alignmentOfCrops(info, files, findFolder),
    flip,
  };
  const source = align
    ? photographSource(info, { detect, signal, allFaces: false, select: 'center' })
    : cropSource(info, { detect, signal, findFolder });
  return { source, metadata };
}

/** The images by key, and what became of them. */
type EmbeddedByKey = ReadonlyMap<string, EmbeddedImage>;

async function embedAll(
  files: ReadonlyMap<string, ImageFile>,
  options: { embedder: LfwEmbedder; source: FaceSource } & Pick<ComputeOptions, 'settings' | 'world'>,
): Promise<{ embedded: EmbeddedByKey; seconds: number }> {
  const { embedder, source, settings, world } = options;
  const { batchSize, flip } = settings;
  const { signal, listener } = world;
  const keys = [...files.keys()];
  const embedded = new Map<string, EmbeddedImage>();
  const started = performance.now();
  for await (const image of embedImages(files.values(), { embedder, source, batchSize, flip, signal })) {
    embedded.set(keys[embedded.size] ?? '', image);
    listener.finishes(image);
  }
  if (signal.aborted && embedded.size < files.size) {
    throw new FacekitError(
      'interrupted',
      `Interrupted after ${embedded.size} of ${files.size} images; nothing is kept.`,
      { exitCode: interruptedExitCode(signal) },
    );
  }
  return { embedded, seconds: Math.max((performance.now() - started) / 1000, 0.001) };
}

/** The one face of an image. */
const faceOf = (image: EmbeddedImage) => (image.status === 'unreadable' ? undefined : image.faces[0]);

async function keep(file: string, metadata: EmbeddingFileMetadata, embedded: EmbeddedByKey): Promise<void> {
  const rows = [...embedded.values()].flatMap((image): EmbeddingRow[] => {
    const face = faceOf(image);
    return face ? [{ path: image.image.path, className: image.image.className, ...face }] : [];
  });
  if (rows.length > 0) await writeEmbeddingFile(file, tableOf(metadata, rows));
}

const facesOf = (embedded: EmbeddedByKey): ReadonlyMap<string, LfwFace> =>
  new Map(
    [...embedded].flatMap(([key, image]) => {
      const face = faceOf(image);
      return face ? [[key, face] as const] : [];
    }),
  );

const withoutFace = (embedded: EmbeddedByKey): MissingImage[] =>
  [...embedded].flatMap(([path, image]) => {
    if (image.status === 'embedded') return [];
    return [{ path, reason: image.status === 'unreadable' ? image.reason : image.status }];
  });
