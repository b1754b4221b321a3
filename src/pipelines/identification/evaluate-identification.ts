import path from 'node:path';
import { evaluateIdentification, type IdentificationFigures } from '../../evaluation/identification/identification.ts';
import type { CollectionWorld } from '../collection/embed-collection.ts';
import { openClassFolders } from '../labelled/class-folders.ts';
import { isEmbeddingFile, openEmbeddingRows, requireNoNormalize } from '../labelled/embedding-rows.ts';
import type { CollectionReport, LabelledSource } from '../labelled/labelled-source.ts';
import type { NetworkOptions } from '../networks/open-networks.ts';
import { personDistanceOf } from './person-distance-of.ts';

/** What decides an evaluation; what is absent was not given. */
export interface IdentificationSettings extends NetworkOptions {
  readonly draws: number;
  /** Images of a person that are enrolled. */
  readonly enrolled: number;
  /** Share of the people who are not enrolled. */
  readonly unknownShare: number;
  readonly resamples: number;
  readonly seed: number;
  /** The images are photographs whose faces must be found. */
  readonly detect?: boolean | undefined;
  readonly flip?: boolean | undefined;
  readonly normalize?: boolean | undefined;
  readonly batchSize?: number | undefined;
}

/** What an evaluation came to. */
export interface IdentificationReport
  extends CollectionReport, Pick<IdentificationSettings, 'enrolled' | 'unknownShare' | 'resamples' | 'seed'> {
  /** Absolute: class folders, or an embedding file. */
  readonly data: string;
  readonly figures: IdentificationFigures;
  /** What is odd about the data. */
  readonly notes: readonly string[];
}

/** The outside world of an evaluation; tests pass their own. */
export interface IdentificationWorld extends CollectionWorld {
  readonly cwd: string;
}

/**
 * Measures how well people are found: faces with names → draws → rates.
 *
 * @param data class folders, or an embedding file, as it was named
 * @throws FacekitError those of reading the data, `too-few-people`, `interrupted`
 */
export async function runEvaluateIdentification(
  data: string,
  settings: IdentificationSettings,
  world: IdentificationWorld,
): Promise<IdentificationReport> {
  const place = path.resolve(world.cwd, data);
  const source = await openSource(place, settings, world);
  const { faces, metadata, missing } = await source.embed(source.items);
  const { draws, enrolled, unknownShare, resamples, seed } = settings;
  const figures = await evaluateIdentification(
    faces.map(({ name }) => name),
    personDistanceOf(faces.map(({ embedding }) => embedding)),
    { draws, enrolled, unknownShare, resamples, seed, signal: world.signal },
  );
  const { model } = metadata;
  return { data: place, model, figures, enrolled, unknownShare, resamples, seed, missing, notes: source.notes };
}

async function openSource(
  place: string,
  { detect = false, flip = false, normalize, batchSize }: IdentificationSettings,
  world: IdentificationWorld,
): Promise<LabelledSource> {
  if (await isEmbeddingFile(place)) return openEmbeddingRows(place, { cwd: world.cwd, normalize });
  requireNoNormalize(normalize, place);
  return openClassFolders(place, { world, detect, flip, batchSize });
}
