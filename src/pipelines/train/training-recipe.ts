import { createHash } from 'node:crypto';
import type { Recipe } from './checkpoint.ts';
import type { Person } from './training-people.ts';
import type { TripletSettings } from './train-settings.ts';

/** Everything that decides the numbers of a training but the learning rate, which may be another one when it goes on. */
export function recipeOf(settings: TripletSettings, people: readonly Person[]): Recipe {
  const { objective, architecture, dimension, standardisation, optimiser, weightDecay, keep, averageDecay } = settings;
  const { randomCrop, randomFlip, randomRotate, seed, epochSize, imagesPerPerson, margin, negatives } = settings;
  const values = {
    objective,
    modelDef: architecture,
    embeddingSize: dimension,
    standardization: standardisation,
    optimizer: optimiser,
    weightDecay,
    keepProbability: keep,
    movingAverageDecay: averageDecay,
    randomCrop,
    randomFlip,
    randomRotate,
    seed,
    epochSize,
    peoplePerBatch: settings.people,
    imagesPerPerson,
    alpha: margin,
    negatives,
    images: hashImages(people),
  };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}

/** Identifies which images are trained on, by their names. */
function hashImages(people: readonly Person[]): string {
  const hash = createHash('sha256');
  for (const { images } of people) for (const { path } of images) hash.update(`${path}\n`);
  return hash.digest('hex').slice(0, 16);
}
