import { requireFormat } from '../../dataset/embedding-file/formats.ts';
import type { LfwPairs } from '../../evaluation/lfw-pairs.ts';
import { verificationIntervals } from '../../evaluation/verification-intervals.ts';
import type { CollectionWorld } from '../collection/embed-collection.ts';
import type { MissingImage } from '../labelled/labelled-source.ts';
import { computeEmbeddings } from './compute-embeddings.ts';
import { evaluate } from './evaluate-pairs.ts';
import { foldedPairs } from './folded-pairs.ts';
import { type LfwEmbeddings, isThere, requireWritableFolder } from './lfw-embeddings.ts';
import type { LfwReport } from './lfw-report.ts';
import type { LfwSettings } from './lfw-settings.ts';
import { readPairsFile } from './pairs-list.ts';
import { type IdentifyModel, readEmbeddings } from './read-embeddings.ts';

/** The outside world of an evaluation; tests pass their own. */
export interface LfwWorld extends CollectionWorld {
  readonly identifyModel: IdentifyModel;
}

export interface LfwOutcome {
  readonly report: LfwReport;
  readonly embeddings: LfwEmbeddings;
}

/**
 * Measures a model by the LFW protocol: pairs → images → embeddings (computed, or read where `settings.embeddings` exists) →
 * figures. Pairs with a missing image are left out and counted.
 *
 * @throws FacekitError `pairs-skipped` with `strict`, `no-pairs`, `one-class`, and those of the steps
 */
export async function runValidateLfw(settings: LfwSettings, world: LfwWorld): Promise<LfwOutcome> {
  if (settings.embeddings !== undefined) requireFormat(settings.embeddings);
  const list = await readPairsFile(settings.pairsFile);
  const embeddings = await openEmbeddings(list, settings, world);
  const report = evaluate(list, embeddings, settings);
  if (!settings.confidence) return { report, embeddings };
  const same = report.pairs.map((pair) => pair.same);
  const intervals = await verificationIntervals(report.figures, same, { signal: world.signal });
  return { report: { ...report, intervals }, embeddings };
}

async function openEmbeddings(list: LfwPairs, settings: LfwSettings, world: LfwWorld): Promise<LfwEmbeddings> {
  const file = settings.embeddings;
  if (file !== undefined && (await isThere(file))) {
    const { identifyModel } = world;
    return readEmbeddings(file, list.pairs, { settings, identifyModel });
  }
  // Hours of work are not begun when it shows already that they lead to nothing.
  if (file !== undefined) await requireWritableFolder(file);
  const check = (found: { has(key: string): boolean }, missing: readonly MissingImage[]): void => {
    foldedPairs(list, found, { settings, missing });
  };
  return computeEmbeddings(list.pairs, { settings, world, check });
}
