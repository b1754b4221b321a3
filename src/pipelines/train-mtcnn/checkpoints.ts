import { rm } from 'node:fs/promises';
import path from 'node:path';
import { FacekitError } from '../../core/errors.ts';
import type { TrainingStep } from '../../tensor/training/step/training-step.ts';
import {
  listCheckpoints,
  readCheckpoint,
  requireSameRecipe,
  writeCheckpoint,
  type Checkpoint,
  type Recipe,
} from '../train/checkpoint.ts';
import { hashPhotographs } from '../training-photographs/hash-photographs.ts';
import type { LabelledPhotograph } from '../training-photographs/labelled-photographs.ts';
import type { MtcnnRun, MtcnnSettings } from './mtcnn-settings.ts';

/** Where the checkpoints of a training lie until its detector is written. */
const folderOf = ({ output }: Pick<MtcnnSettings, 'output'>): string => `${output}.checkpoints`;

/** Everything that decides the numbers of a training but how many steps it takes and how fast it learns, which may change when it goes on. */
export function recipeOf(
  settings: MtcnnSettings,
  photographs: readonly LabelledPhotograph[],
  baseSha256: string,
): Recipe {
  const { network, fineTune, positives, samples, hardThresholds, optimiser, weightDecay, seed } = settings;
  const values = {
    ...{ network, fineTune, samples, hardThresholds, weightDecay, seed },
    ...{ batchSize: positives, optimizer: optimiser, base: baseSha256, photographs: hashPhotographs(photographs) },
  };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}

/**
 * The newest checkpoint where a training is to go on; none may be there where one is to begin.
 *
 * @throws FacekitError `output-exists`, `settings-differ`, `checkpoint-invalid`
 */
export async function findCheckpoint(settings: MtcnnSettings, recipe: Recipe): Promise<Checkpoint | undefined> {
  const folder = folderOf(settings);
  const [newest] = await listCheckpoints(folder);
  if (newest === undefined) return undefined;
  const file = path.join(folder, newest);
  if (!settings.resume)
    throw new FacekitError(
      'output-exists',
      `Expected no checkpoint of a training that was interrupted but found ${file}: go on from it with \`resume\`, or remove ${folder} to begin again.`,
    );
  const checkpoint = await readCheckpoint(file);
  requireSameRecipe(file, checkpoint.recipe, recipe);
  return checkpoint;
}

/** Saves what a training has learnt. Where it cannot be written that is told, and the training goes on. Returns the file. */
export async function saveCheckpoint(
  training: TrainingStep,
  { settings, world, recipe }: MtcnnRun & { readonly recipe: Recipe },
): Promise<string | undefined> {
  requireNumbers(training);
  const { steps } = training;
  const state = { iteration: steps, steps, recipe, parameters: training.parameters(), memory: training.memory() };
  try {
    return await writeCheckpoint(folderOf(settings), state);
  } catch (error) {
    if (!(error instanceof FacekitError)) throw error;
    world.listener.notices(`No checkpoint of step ${steps}: ${error.message}`);
    return undefined;
  }
}

/** Of use no longer when the detector is written. */
export async function removeCheckpoints(settings: MtcnnSettings): Promise<void> {
  await rm(folderOf(settings), { recursive: true, force: true });
}

/**
 * What is no number is not to be kept.
 *
 * @throws FacekitError `training-diverged`
 */
export function requireNumbers(training: TrainingStep): void {
  const isSound = Array.from(training.parameters().values()).every(({ data }) => data.every(Number.isFinite));
  if (!isSound) throw divergedAt(training.steps);
}

/** The weights grew without end: the loss, or a weight, is no number. */
export const divergedAt = (step: number): FacekitError =>
  new FacekitError(
    'training-diverged',
    `Expected numbers but the weights grew without end by step ${step}, so that the loss is none: begin again with a smaller \`learningRate\`, or go on from a checkpoint before with \`resume\` and a smaller one.`,
  );
