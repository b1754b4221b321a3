import { archiveTargets } from './archives.mjs';
import { benchmarkTargets } from './benchmarks.mjs';
import { collectionTargets } from './collections.mjs';
import { embeddingTargets } from './embeddings.mjs';
import { imageTargets } from './images.mjs';
import { madeModelTargets } from './made-models.mjs';
import { madeTargets } from './made.mjs';
import { modelTargets } from './models.mjs';
import { recordTargets } from './records.mjs';

/**
 * What is fuzzed, by name.
 *
 * @typedef {object} Target
 * @property {() => Promise<readonly Readonly<Record<string, Buffer>>[]>} [seeds] whole inputs: each some files, by name. One file of an input is changed.
 * @property {(random: object, seeds: readonly Readonly<Record<string, Buffer>>[]) => Record<string, Buffer> | Promise<Record<string, Buffer>>} [make] makes an input, in place of changing one
 * @property {(input: Record<string, Buffer>, random: object) => Record<string, Buffer>} [repair] makes checksums right again
 * @property {string} [only] the one file that is changed
 * @property {boolean} [inMemory] the files are not written to the folder
 * @property {(input: Record<string, Buffer>, folder: string) => Promise<void>} read what the program does with it. Throws `Wrong` for a result that cannot be.
 *
 * @typedef {Readonly<Record<string, Target>>} Targets
 */

const pick = (targets, ...names) => Object.fromEntries(names.map((name) => [name, targets[name]]));

/**
 * Targets by kind of file: what `--count` counts is shared out among those of a kind.
 *
 * @type {Readonly<Record<string, Targets>>}
 */
export const GROUPS = {
  images: imageTargets,
  models: { ...modelTargets, ...madeModelTargets },
  embeddings: pick(embeddingTargets, 'arrow', 'npy-sidecar', 'csv', 'jsonl'),
  classifiers: pick(embeddingTargets, 'classifier'),
  alignments: pick(recordTargets, 'alignment-origins', 'alignment-rerun'),
  journals: pick(recordTargets, 'align-journal', 'align-finished', 'embed-partial', 'embed-partial-bits'),
  collections: collectionTargets,
  quarantines: pick(recordTargets, 'quarantine'),
  lists: pick(recordTargets, 'pairs', 'path-list'),
  archives: archiveTargets,
  benchmarks: benchmarkTargets,
  values: madeTargets,
};

/** @type {Targets} */
export const TARGETS = Object.assign({}, ...Object.values(GROUPS));
