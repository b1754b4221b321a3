import path from 'node:path';
import { usageError } from '../../core/errors.ts';
import { readTextFile } from '../../files/regular-file.ts';
import { findKnownModel } from '../../models/known-models.ts';
import { looksLikeModelFile } from '../../models/model-names.ts';
import { refuseAddress } from '../../pipelines/inputs/addressed-input.ts';
import type {
  DistilSettings,
  SoftmaxSettings,
  TrainSettings,
  TripletSettings,
  ValidationSettings,
} from '../../pipelines/train/train-settings.ts';
import type { LearningRate } from '../../training/schedule/learning-rate.ts';
import { parseSchedule } from '../../training/schedule/parse-schedule.ts';
import type { TrainDistilFlags, TrainFlags, TrainSoftmaxFlags, TrainTripletFlags } from './options.ts';

/** Options as settings. Throws `usage`, and those of reading a schedule. */
export async function readTripletSettings(
  data: string,
  flags: TrainTripletFlags,
  cwd: string,
): Promise<TripletSettings> {
  const { peoplePerBatch: people, imagesPerPerson, alpha: margin, negatives, mining, batchSize } = flags;
  if (batchSize % 3 !== 0)
    throw usageError(
      `Expected a multiple of 3 for \`batchSize\`, three images to a triplet, but received ${batchSize}.`,
    );
  return {
    ...(await readSettings(data, flags, cwd)),
    objective: 'triplet',
    people,
    imagesPerPerson,
    margin,
    negatives,
    mining,
    tripletBatch: batchSize,
  };
}

/** The same of `train softmax`. */
export async function readSoftmaxSettings(
  data: string,
  flags: TrainSoftmaxFlags,
  cwd: string,
): Promise<SoftmaxSettings> {
  const settings = await readSettings(data, flags, cwd);
  return {
    ...settings,
    objective: 'softmax',
    head: flags.head,
    batch: flags.batchSize,
    centreLossFactor: flags.centerLossFactor,
    centreLossAlfa: flags.centerLossAlfa,
    prelogitsNormFactor: flags.prelogitsNormLossFactor,
    prelogitsNormP: flags.prelogitsNormP,
  };
}

/** The same of `train distil`. */
export async function readDistilSettings(data: string, flags: TrainDistilFlags, cwd: string): Promise<DistilSettings> {
  if (flags.degrade === 0)
    throw usageError(
      'Expected a share above 0 for `degrade`: of crops as they are there is nothing to learn that the model does not know.',
    );
  return { ...(await readSettings(data, flags, cwd)), objective: 'distil', batch: flags.batchSize };
}

/** Pixels of a face that is far away. */
const FAR_AWAY = [16, 24] as const;

async function readSettings(data: string, flags: TrainFlags, cwd: string): Promise<TrainSettings> {
  refuseAddress(data);
  if (flags.freezeStatistics && !flags.resume && flags.pretrainedModel === undefined)
    throw usageError('Expected `resume` with `freezeStatistics`: a training that begins has no statistics yet.');
  const { name, modelDef, modelsBaseDir = path.join('training', name), resume = false, overwrite = false } = flags;
  const { randomCrop = false, randomFlip, randomRotate = false, optimizer, standardization } = flags;
  const { pretrainedModel: pretrained, freeze = '' } = flags;
  const { degrade: share, degradeTo: [smallest, largest] = FAR_AWAY } = flags;
  return {
    ...{ name, resume, overwrite, randomCrop, randomFlip, randomRotate },
    degradation: { share, smallest, largest },
    data: path.resolve(cwd, data),
    checkpoints: path.resolve(cwd, modelsBaseDir),
    pretrained: pretrained !== undefined && looksLikeModelFile(pretrained) ? path.resolve(cwd, pretrained) : pretrained,
    freezeStatistics: flags.freezeStatistics ?? false,
    freeze: freeze.split(',').filter((layer) => layer !== ''),
    architecture: modelDef,
    dimension: pretrained === undefined ? dimensionOf(flags) : flags.embeddingSize,
    standardisation: standardization,
    epochs: flags.maxNrofEpochs,
    epochSize: flags.epochSize,
    optimiser: optimizer,
    adamEpsilon: flags.adamEpsilon,
    learningRate: await readLearningRate(flags, cwd),
    weightDecay: flags.weightDecay,
    keep: flags.keepProbability,
    averageDecay: flags.movingAverageDecay,
    seed: flags.seed,
    engine: flags.engine,
    device: flags.device,
    threads: flags.threads,
    validation: validationOf(data, flags, cwd),
  };
}

/** MobileFaceNet's last layers are made for its own number. */
function dimensionOf({ modelDef, embeddingSize }: TrainFlags): number {
  const known = findKnownModel(modelDef);
  if (known?.role !== 'embedder' || embeddingSize === known.dimension) return embeddingSize;
  throw usageError(
    `Expected \`embeddingSize: ${known.dimension}\` with \`modelDef: ${modelDef}\` but received ${embeddingSize}.`,
  );
}

async function readLearningRate(flags: TrainFlags, cwd: string): Promise<LearningRate> {
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
  { lfwPairs, lfwDir, validationSetSplitRatio: share }: TrainFlags,
  cwd: string,
): ValidationSettings {
  if (lfwPairs !== undefined)
    return { kind: 'pairs', pairs: path.resolve(cwd, lfwPairs), folder: path.resolve(cwd, lfwDir ?? data) };
  if (lfwDir !== undefined)
    throw usageError('Expected `lfwPairs` with `lfwDir`: without pairs there is nothing to measure there.');
  return { kind: 'held-out', share };
}
