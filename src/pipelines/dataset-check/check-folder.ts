import { type CheckFindings, checkDataset } from '../../dataset/check/check-dataset.ts';
import type { CheckLimits, CheckedImage } from '../../dataset/check/findings.ts';
import { type CollectionListener, embedCollection } from '../collection/embed-collection.ts';
import type { EmbeddedImage } from '../collection/embed-images.ts';
import type { CheckCrops } from '../collection/crop-check.ts';
import type { FaceChoice } from '../collection/open-crop-plan.ts';
import { type CheckEmbedder, type CheckOptions, type CheckSettings, limitsOf } from './check-settings.ts';
import { toCheckedImage } from './checked-image.ts';
import { readClassFolders } from '../../dataset/class-folders.ts';
import type { ModelIdentity } from '../../models/model-info.ts';

/** The outside world of a check; tests pass their own. */
export interface CheckWorld {
  readonly signal: AbortSignal;
  readonly listener: CollectionListener;
  openEmbedder(): Promise<CheckEmbedder>;
  /** Called for images that are taken as crops, before they are embedded. Default: they are believed. */
  readonly checkCrops?: CheckCrops;
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
  const embedder = await world.openEmbedder();
  if (isCrops) await world.checkCrops?.(files, embedder.info);
  const choice: FaceChoice = isCrops
    ? { kind: 'crops' }
    : { kind: 'photographs', allFaces: false, select: options.select };
  const { images, metadata, seconds } = await embedCollection(files, {
    embedder,
    choice,
    flip: false,
    batchSize: options.batchSize,
    measure: true,
    signal: world.signal,
    listener: world.listener,
  });
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
