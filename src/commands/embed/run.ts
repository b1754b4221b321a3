import { access } from 'node:fs/promises';
import path from 'node:path';
import { FacekitError, usageError } from '../../core/errors.ts';
import { formatOf } from '../../dataset/embedding-file/formats.ts';
import type { EmbeddingFileMetadata, EmbeddingRow } from '../../dataset/embedding-file/types.ts';
import { writeEmbeddingFile } from '../../dataset/embedding-file/write.ts';
import { createAlignedFolderFinder, type FindAlignedFolder } from '../../facenet/embed-alignment.ts';
import { embedImages, type EmbeddedImage } from '../../facenet/embed-images.ts';
import { findImageFiles, type ImageFile } from '../../facenet/embed-inputs.ts';
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
import type { EmbedSummary } from '../../report/embed-report.ts';
import { PartialFile } from './partial-file.ts';
import { facesWanted, runSettings, type EmbedFlags } from './settings.ts';
import { createTally, type Tally } from './tally.ts';

/** An embedder as a run uses it. */
export type RunEmbedder = Pick<Embedder, 'sha256' | 'standardisation' | 'device' | 'dimension' | 'embed'> & {
  readonly info: Pick<Embedder['info'], 'name' | 'alignment' | 'inputSize'>;
};

/** The outside world of a run; tests pass their own. */
export interface EmbedWorld {
  readonly cwd: string;
  readonly signal: AbortSignal;
  readonly listener: EmbedListener;
  openEmbedder(): Promise<RunEmbedder>;
  /** Opens the detector when it is first needed. */
  readonly detect: DetectFaces;
}

/** What a run tells while it goes on. */
export interface EmbedListener {
  /** Once, before the first image. */
  begins(total: number, embedder: RunEmbedder): void;
  /** In the order of the images. */
  finishes(image: EmbeddedImage, resumed: boolean): void;
}

export interface EmbedOutcome {
  readonly summary: EmbedSummary;
  readonly inputSize: number;
  /** Whether the signal ended the run before its last image. */
  readonly interrupted: boolean;
}

/**
 * Embeds the images that paths name and writes the embedding file. Interrupted or failed, it leaves `<output>.partial`, from
 * which `resume` goes on; nothing else is half-written. Without a single face there is no output either.
 *
 * @throws FacekitError about the paths, the model, the output
 */
export async function runEmbed(
  paths: readonly string[],
  flags: EmbedFlags,
  world: EmbedWorld,
): Promise<EmbedOutcome> {
  checkFlags(flags);
  const output = path.resolve(world.cwd, flags.output);
  await requireFree(output, flags);
  const images = await findImageFiles(paths, world.cwd);
  const embedder = await world.openEmbedder();
  const findFolder = createAlignedFolderFinder();
  const metadata = await describeRun(embedder, images, { flags, findFolder });
  const partial = await PartialFile.open(output, {
    settings: runSettings(metadata, facesWanted(flags)),
    resume: flags.resume ?? false,
    overwrite: flags.overwrite ?? false,
  });
  try {
    const source = createSource(embedder, { flags, findFolder, world });
    world.listener.begins(images.length, embedder);
    const tally = await workThrough(images, { flags, world, embedder, source, partial });
    const interrupted = world.signal.aborted && tally.totals().done < images.length;
    const files = interrupted ? [] : await conclude(output, images, { metadata, tally, partial });
    const summary = summarise(output, embedder, { total: images.length, metadata, tally, files });
    return { interrupted, inputSize: embedder.info.inputSize, summary };
  } finally {
    await partial.close();
  }
}

/** Options that mean nothing together are refused before anything is done. */
function checkFlags({ detect, allFaces, select, margin }: EmbedFlags): void {
  if (detect) {
    if (allFaces && select !== undefined)
      throw usageError('Expected one of --all-faces and --select but received both: choose one.');
    return;
  }
  const lost = allFaces ? '--all-faces' : select ? '--select' : margin === undefined ? undefined : '--margin';
  if (lost !== undefined)
    throw usageError(`Expected --detect with ${lost}: without it, images are taken as crops of one face.`);
}

async function requireFree(output: string, { overwrite }: EmbedFlags): Promise<void> {
  for (const file of (await formatOf(output)).files(output)) {
    const isThere = await access(file).then(
      () => true,
      () => false,
    );
    if (isThere && !overwrite)
      throw new FacekitError('output-exists', `Expected a free place for ${file} but it is there already: choose another --output, or --overwrite to replace it.`); // prettier-ignore
  }
}

async function describeRun(
  embedder: RunEmbedder,
  images: readonly ImageFile[],
  { flags, findFolder }: { readonly flags: EmbedFlags; readonly findFolder: FindAlignedFolder },
): Promise<EmbeddingFileMetadata> {
  const { info, sha256, standardisation } = embedder;
  const { detect = false, flip = false, margin } = flags;
  if (margin !== undefined && info.alignment.kind === 'similarity')
    throw usageError(`Expected no --margin with ${info.name}, whose faces are cut out by their landmarks.`);
  return {
    facekit: facekitVersion(),
    model: { name: info.name, sha256 },
    dimension: embedder.dimension({ flip }),
    standardisation,
    alignment: detect
      ? alignmentOfPhotographs(info, margin)
      : await alignmentOfCrops(info, images, findFolder),
    flip,
  };
}

function createSource(
  { info }: RunEmbedder,
  { flags, findFolder, world }: { flags: EmbedFlags; findFolder: FindAlignedFolder; world: EmbedWorld },
): FaceSource {
  const { detect, signal } = world;
  if (!flags.detect) return cropSource(info, { findFolder, detect, signal });
  const { allFaces = false, select = 'center', margin } = flags;
  const cut = { allFaces, select, ...(margin === undefined ? {} : { margin }) };
  return photographSource(info, { detect, signal, ...cut });
}

interface Work {
  readonly flags: EmbedFlags;
  readonly world: EmbedWorld;
  readonly embedder: RunEmbedder;
  readonly source: FaceSource;
  readonly partial: PartialFile;
}

async function workThrough(
  images: readonly ImageFile[],
  { flags, world, embedder, source, partial }: Work,
): Promise<Tally> {
  const tally = createTally();
  const { batchSize, flip = false } = flags;
  const known = (key: string) => partial.find(key);
  for await (const embedded of embedImages(images, {
    embedder,
    source,
    batchSize,
    flip,
    known,
    signal: world.signal,
  })) {
    // prettier-ignore
    const resumed = embedded.status !== 'unreadable' && partial.has(embedded.image.path, embedded.key);
    if (embedded.status !== 'unreadable' && !resumed)
      await partial.append({ ...embedded, path: embedded.image.path });
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
  { device }: RunEmbedder,
  rest: {
    total: number;
    metadata: EmbeddingFileMetadata;
    tally: Tally;
    files: readonly string[];
  },
): EmbedSummary {
  const { total, metadata, tally, files } = rest;
  const { model, dimension } = metadata;
  return { output, files, model, device, dimension, total, classes: tally.classes().length, ...tally.totals() }; // prettier-ignore
}
