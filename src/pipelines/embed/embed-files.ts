import { access } from 'node:fs/promises';
import path from 'node:path';
import { FacekitError, usageError } from '../../core/errors.ts';
import type { EmbeddingFileMetadata, EmbeddingRow } from '../../dataset/embedding-file/contents.ts';
import { filesOf, formatOf } from '../../dataset/embedding-file/formats.ts';
import { writeEmbeddingFile } from '../../dataset/embedding-file/write.ts';
import { type ImageFile, type ImageInput, findImageFiles } from '../../dataset/image-files.ts';
import type { CollectionListener } from '../collection/embed-collection.ts';
import { type EmbeddedImage, embedImages } from '../collection/embed-images.ts';
import type { CheckCrops } from '../collection/crop-check.ts';
import type { CollectionEmbedder } from '../collection/image-workers.ts';
import { type FaceChoice, type OpenCropPlan, openCropPlan } from '../collection/open-crop-plan.ts';
import type { PlanCrops } from '../collection/plan-crops.ts';
import { type EmbedOptions, facesWanted, type RunSettings, runSettings } from './embed-settings.ts';
import type { EmbedSummary } from './embed-summary.ts';
import { type Tally, createTally } from './embed-tally.ts';
import { PartialFile } from './partial-file.ts';

/** The outside world of a run; tests pass their own. */
export interface EmbedWorld {
  readonly cwd: string;
  readonly signal: AbortSignal;
  readonly listener: EmbedListener;
  /** @param images that it will be asked for, where that is known */
  openEmbedder(images?: number): Promise<CollectionEmbedder>;
  /** Called for images that are taken as crops, before they are embedded. Default: they are believed. */
  readonly checkCrops?: CheckCrops;
  /** Default: all images that are named. */
  readonly part?: EmbedPart | undefined;
}

/** A part of the images of a run: the file that is written holds only theirs. */
export interface EmbedPart {
  has(image: ImageFile): boolean;
  /** Called before anything is written. */
  begins(settings: RunSettings): Promise<void>;
}

/** What a run tells while it goes on. */
export interface EmbedListener extends Pick<CollectionListener, 'leavesOut' | 'notes' | 'begins'> {
  /** In the order of the images. `resumed`: an interrupted run had done it. */
  finishes(image: EmbeddedImage, resumed: boolean): void;
}

export interface EmbedOutcome {
  readonly summary: EmbedSummary;
  readonly inputSize: number;
  /** Whether the signal ended the run before its last image. */
  readonly interrupted: boolean;
  /** The different classes of the images with a face. */
  readonly classes: readonly string[];
}

/**
 * Embeds the images that are named and writes the embedding file. Interrupted or failed, it leaves `<output>.partial`, from
 * which `resume` goes on; nothing else is half-written. Without a single face there is no output either.
 *
 * @throws FacekitError about the paths, the model, the output
 */
export async function runEmbed(
  inputs: readonly ImageInput[],
  options: EmbedOptions,
  world: EmbedWorld,
): Promise<EmbedOutcome> {
  checkFlags(options);
  const output = path.resolve(world.cwd, options.output);
  await requireFree(output, options);
  const { part } = world;
  const all = await findImageFiles(inputs, world.cwd, world.signal, (files) => world.listener.leavesOut?.(files));
  const images = part ? all.filter((image) => part.has(image)) : all;
  const embedder = await world.openEmbedder(images.length);
  if (!options.detect) await world.checkCrops?.(images, embedder.info);
  const { planCrops, metadata } = await openPlan(embedder, all, options, world);
  const settings = runSettings(metadata, facesWanted(options));
  await part?.begins(settings);
  const partial = await PartialFile.open(output, {
    settings,
    resume: options.resume ?? false,
    overwrite: options.overwrite ?? false,
  });
  try {
    world.listener.begins(images.length, embedder);
    const tally = await workThrough(images, { options, world, embedder, planCrops, partial });
    const interrupted = world.signal.aborted && tally.totals().done < images.length;
    const files = interrupted ? [] : await conclude(output, images, { metadata, tally, partial });
    const summary = summarise(output, embedder, {
      total: images.length,
      metadata,
      tally,
      files,
      damagedLines: partial.damagedLines,
    });
    return { interrupted, inputSize: embedder.info.inputSize, summary, classes: tally.classes() };
  } finally {
    await partial.close();
  }
}

/** Options that mean nothing together are refused before anything is done. */
function checkFlags({ detect, allFaces, select, margin }: EmbedOptions): void {
  if (detect) {
    if (allFaces && select !== undefined)
      throw usageError('Expected one of `allFaces` and `select` but received both: choose one.');
    return;
  }
  const lost = allFaces ? '`allFaces`' : select ? '`select`' : margin === undefined ? undefined : '`margin`';
  if (lost !== undefined)
    throw usageError(`Expected \`detect\` with ${lost}: without it, images are taken as crops of one face.`);
}

async function requireFree(output: string, { overwrite }: EmbedOptions): Promise<void> {
  for (const file of filesOf(output)) {
    const isThere = await access(file).then(
      () => true,
      () => false,
    );
    if (isThere && !overwrite)
      throw new FacekitError(
        'output-exists',
        `Expected a free place for ${file} but it is there already: choose another \`output\`, or \`overwrite\` to replace it.`,
      );
  }
}

async function openPlan(
  embedder: CollectionEmbedder,
  images: readonly ImageFile[],
  options: EmbedOptions,
  { listener }: EmbedWorld,
): Promise<OpenCropPlan> {
  const { flip = false, margin } = options;
  const { info } = embedder;
  if (margin !== undefined && info.alignment.kind === 'similarity')
    throw usageError(`Expected no \`margin\` with ${info.name}, whose faces are cut out by their landmarks.`);
  return openCropPlan(embedder, images, { choice: choiceOf(options), flip, listener });
}

function choiceOf({ detect, allFaces = false, select = 'center', margin }: EmbedOptions): FaceChoice {
  if (!detect) return { kind: 'crops' };
  return { kind: 'photographs', allFaces, select, margin };
}

interface Work {
  readonly options: EmbedOptions;
  readonly world: EmbedWorld;
  readonly embedder: CollectionEmbedder;
  readonly planCrops: PlanCrops;
  readonly partial: PartialFile;
}

async function workThrough(
  images: readonly ImageFile[],
  { options, world, embedder, planCrops, partial }: Work,
): Promise<Tally> {
  const tally = createTally();
  const { batchSize, flip = false } = options;
  const known = (key: string) => partial.find(key);
  const { signal } = world;
  await using workers = embedder.openWorkers({ batchSize, flip, images: images.length, signal });
  // What writes the output is loaded while the workers start; that it cannot be is told when it is needed.
  void formatOf(options.output).catch(() => undefined);
  for await (const embedded of embedImages(images, { workers, planCrops, known })) {
    const resumed = embedded.status !== 'unreadable' && partial.has(embedded.image.path, embedded.key);
    if (embedded.status !== 'unreadable' && !resumed) await partial.append({ ...embedded, path: embedded.image.path });
    tally.add(embedded, resumed);
    world.listener.finishes(embedded, resumed);
  }
  return tally;
}

interface Conclusion {
  readonly metadata: EmbeddingFileMetadata;
  readonly tally: Tally;
  readonly partial: PartialFile;
}

/** Makes the output from the partial file. Returns the files that were written. */
async function conclude(
  output: string,
  images: readonly ImageFile[],
  { metadata, tally, partial }: Conclusion,
): Promise<readonly string[]> {
  const { embeddings: count, unreadable } = tally.totals();
  if (count === 0) {
    await partial.remove();
    return [];
  }
  const failed = new Set(unreadable.map((image) => image.path));
  const rows = async function* (): AsyncGenerator<EmbeddingRow> {
    for (const { path: image, className } of images) {
      // What an interrupted run could read and this one could not is no part of this output.
      const faces = failed.has(image) ? [] : await partial.facesOf(image);
      for (const face of faces) yield { path: image, className, ...face };
    }
  };
  const files = await writeEmbeddingFile(output, { metadata, count, classes: tally.classes(), rows });
  await partial.remove();
  return files;
}

function summarise(
  output: string,
  { device }: CollectionEmbedder,
  rest: {
    total: number;
    metadata: EmbeddingFileMetadata;
    tally: Tally;
    files: readonly string[];
    damagedLines: number;
  },
): EmbedSummary {
  const { total, metadata, tally, files, damagedLines } = rest;
  const { model, dimension } = metadata;
  return {
    output,
    files,
    model,
    device,
    dimension,
    total,
    damagedLines,
    classes: tally.classes().length,
    ...tally.totals(),
  };
}
