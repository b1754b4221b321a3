import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Recipe } from './checkpoint.ts';
import type { Person } from './training-people.ts';
import type { AnyTrainSettings } from './train-settings.ts';

/** Everything that decides the numbers of a training but the learning rate, which may be another one when it goes on. */
export function recipeOf(settings: AnyTrainSettings, people: readonly Person[]): Recipe {
  const values = { ...commonOf(settings), ...ownOf(settings), images: hashImages(people) };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}

const commonOf = (settings: AnyTrainSettings) => ({
  objective: settings.objective,
  modelDef: settings.architecture,
  embeddingSize: settings.dimension,
  standardization: settings.standardisation,
  optimizer: settings.optimiser,
  ...(settings.optimiser === 'adam' && { adamEpsilon: settings.adamEpsilon }),
  weightDecay: settings.weightDecay,
  keepProbability: settings.keep,
  movingAverageDecay: settings.averageDecay,
  randomCrop: settings.randomCrop,
  randomFlip: settings.randomFlip,
  randomRotate: settings.randomRotate,
  ...degradationOf(settings),
  seed: settings.seed,
  epochSize: settings.epochSize,
  freeze: settings.freeze.join(','),
  pretrainedModel: path.basename(settings.pretrained ?? 'none'),
});

function degradationOf({ degradation: { share, smallest, largest } }: AnyTrainSettings) {
  return share > 0 ? { degrade: share, degradeTo: `${smallest}-${largest}` } : {};
}

function ownOf(settings: AnyTrainSettings) {
  if (settings.objective === 'triplet') {
    const { people, imagesPerPerson, margin, negatives, mining, tripletBatch } = settings;
    const own = { peoplePerBatch: people, imagesPerPerson, alpha: margin, negatives, mining };
    return mining === 'facenet' ? { ...own, batchSize: tripletBatch } : own;
  }
  if (settings.objective === 'distil') return { batchSize: settings.batch };
  const { batch, centreLossFactor, centreLossAlfa, prelogitsNormFactor, prelogitsNormP } = settings;
  return {
    ...{ batchSize: batch, prelogitsNormLossFactor: prelogitsNormFactor, prelogitsNormP },
    ...{ centerLossFactor: centreLossFactor, centerLossAlfa: centreLossAlfa },
    ...(settings.pretrained !== undefined && { head: settings.head }),
  };
}

/** Identifies which images are trained on, by their names. */
function hashImages(people: readonly Person[]): string {
  const hash = createHash('sha256');
  for (const { images } of people) for (const { path } of images) hash.update(`${path}\n`);
  return hash.digest('hex').slice(0, 16);
}
