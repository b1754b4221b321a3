import path from 'node:path';
import { usageError } from '../../core/errors.ts';
import { readTextFile } from '../../files/regular-file.ts';
import { findKnownModel } from '../../models/known-models.ts';
import { refuseAddress } from '../../pipelines/inputs/addressed-input.ts';
import type { TripletSettings, ValidationSettings } from '../../pipelines/train/train-settings.ts';
import type { LearningRate } from '../../training/schedule/learning-rate.ts';
import { parseSchedule } from '../../training/schedule/parse-schedule.ts';
import type { TrainTripletFlags } from './options.ts';

/** Options as settings. Throws `usage`, and those of reading a schedule. */
export async function readTripletSettings(
  data: string,
  flags: TrainTripletFlags,
  cwd: string,
): Promise<TripletSettings> {
  refuseAddress(data);
  const { name, modelDef, modelsBaseDir = path.join('training', name), resume = false, overwrite = false } = flags;
  const { randomCrop = false, randomFlip, randomRotate = false, optimizer, standardization } = flags;
  return {
    objective: 'triplet',
    ...{ name, resume, overwrite, randomCrop, randomFlip, randomRotate },
    data: path.resolve(cwd, data),
    checkpoints: path.resolve(cwd, modelsBaseDir),
    architecture: modelDef,
    dimension: dimensionOf(flags),
    standardisation: standardization,
    epochs: flags.maxNrofEpochs,
    epochSize: flags.epochSize,
    optimiser: optimizer,
    learningRate: await readLearningRate(flags, cwd),
    weightDecay: flags.weightDecay,
    keep: flags.keepProbability,
    averageDecay: flags.movingAverageDecay,
    seed: flags.seed,
    threads: flags.threads,
    validation: validationOf(data, flags, cwd),
    people: flags.peoplePerBatch,
    imagesPerPerson: flags.imagesPerPerson,
    margin: flags.alpha,
    negatives: flags.negatives,
  };
}

/** MobileFaceNet's last layers are made for its own number. */
function dimensionOf({ modelDef, embeddingSize }: TrainTripletFlags): number {
  const known = findKnownModel(modelDef);
  if (known?.role !== 'embedder' || embeddingSize === known.dimension) return embeddingSize;
  throw usageError(
    `Expected \`embeddingSize: ${known.dimension}\` with \`modelDef: ${modelDef}\` but received ${embeddingSize}.`,
  );
}

async function readLearningRate(flags: TrainTripletFlags, cwd: string): Promise<LearningRate> {
  const { learningRateScheduleFile: file } = flags;
  if (file !== undefined) return parseSchedule(await readTextFile(path.resolve(cwd, file)), file);
  return {
    kind: 'decaying',
    rate: flags.learningRate,
    factor: flags.learningRateDecayFactor,
    epochs: flags.learningRateDecayEpochs,
  };
}

function validationOf(
  data: string,
  { lfwPairs, lfwDir, validationSetSplitRatio: share }: TrainTripletFlags,
  cwd: string,
): ValidationSettings {
  if (lfwPairs !== undefined)
    return { kind: 'pairs', pairs: path.resolve(cwd, lfwPairs), folder: path.resolve(cwd, lfwDir ?? data) };
  if (lfwDir !== undefined)
    throw usageError('Expected `lfwPairs` with `lfwDir`: without pairs there is nothing to measure there.');
  return { kind: 'held-out', share };
}
