import { type CheckFindings, checkDataset } from '../../dataset/check/check-dataset.ts';
import type { CheckLimits, CheckedImage } from '../../dataset/check/findings.ts';
import { requireSameModel } from '../../dataset/embedding-file/metadata.ts';
import type { ImageFile } from '../../dataset/image-files.ts';
import { type CollectionListener, type EmbeddedCollection, embedCollection } from '../collection/embed-collection.ts';
import type { EmbeddedImage } from '../collection/embed-images.ts';
import type { CheckCrops } from '../collection/crop-check.ts';
import { type CheckEmbedder, type CheckOptions, type CheckSettings, checkedFaces, limitsOf } from './check-settings.ts';
import { toCheckedImage } from './checked-image.ts';
import { readClassFolders } from '../../dataset/class-folders.ts';
import type { ModelIdentity } from '../../models/model-info.ts';

/** The outside world of a check; tests pass their own. */
export interface CheckWorld {
  readonly signal: AbortSignal;
  readonly listener: CollectionListener;
  /** @param images that it will be asked for, where that is known */
  openEmbedder(images?: number): Promise<CheckEmbedder>;
  /** Called for images that are taken as crops, before they are embedded. Default: they are believed. */
  readonly checkCrops?: CheckCrops;
  /** What shards have measured of the images, instead of looking at them. */
  readonly readMeasurements?: ((files: readonly ImageFile[]) => Promise<EmbeddedCollection>) | undefined;
}

export interface CheckOutcome {
  readonly report: CheckReport;
  /** In the order of their paths; the page shows their faces. */
  readonly images: readonly EmbeddedImage[];
}

/**
 * Looks at every image of a data set once: list → faces, embeddings and measurements → findings.
 *
 * @throws FacekitError about the folder or the model, `interrupted`
 */
export async function runDatasetCheck(
  settings: CheckSettings,
  options: CheckOptions,
  world: CheckWorld,
): Promise<CheckOutcome> {
  const { root, isCrops } = settings;
  const { images: files, empty, leftOut } = await readClassFolders(root, world.signal);
  world.listener.leavesOut?.(leftOut);
  const embedder = await world.openEmbedder(world.readMeasurements ? undefined : files.length);
  const choice = checkedFaces(isCrops, options);
  const lookAtAll = async (): Promise<EmbeddedCollection> => {
    if (isCrops) await world.checkCrops?.(files, embedder.info);
    const { signal, listener } = world;
    const { batchSize } = options;
    return embedCollection(files, { embedder, choice, flip: false, batchSize, measure: true, signal, listener });
  };
  const { images, metadata, seconds } = await (world.readMeasurements?.(files) ?? lookAtAll());
  requireSameModel(metadata, embedder, 'the measurements');
  const measured = images.map(toCheckedImage);
  const limits = limitsOf(options, embedder);
  const report = {
    folder: root,
    kind: choice.kind,
    model: metadata.model,
    limits,
    total: images.length,
    classes: countClasses(measured) + empty.length,
    outsideClasses: measured.filter(({ className }) => className === '').length,
    findings: checkDataset(measured, empty, limits),
    seconds,
  };
  return { report, images };
}

const countClasses = (images: readonly CheckedImage[]): number =>
  new Set(images.map(({ className }) => className).filter((name) => name !== '')).size;

/** What a check of a data set came to. */
export interface CheckReport {
  /** Absolute. */
  readonly folder: string;
  readonly kind: 'photographs' | 'crops';
  readonly model: ModelIdentity;
  readonly limits: CheckLimits;
  /** Images. */
  readonly total: number;
  /** Folders with images, and those without. */
  readonly classes: number;
  /** Images that lie in no class folder. */
  readonly outsideClasses: number;
  readonly findings: CheckFindings;
  readonly seconds: number;
}
