import { FacekitError } from '../../core/errors.ts';
import type { WriteBytes } from '../../files/atomic-file.ts';
import type { Engine } from '../../tensor/engine.ts';
import type { Weights } from '../../core/tensor.ts';
import { freezeParameters } from '../../tensor/training/network/freeze.ts';
import type { Network } from '../../tensor/network.ts';
import type { TrainableNetwork } from '../../tensor/training/network/trainable.ts';
import type { TrainingStep } from '../../tensor/training/step/training-step.ts';
import { learningRateAt } from '../../training/schedule/learning-rate.ts';
import { writeCheckpoint, type Recipe } from './checkpoint.ts';
import type { CropSource } from './crop-source.ts';
import { judgeStep } from './judge-step.ts';
import type { Objective, StepFigures } from './objective.ts';
import type { TrainSettings } from './train-settings.ts';
import type { TrainingEvents } from './training-events.ts';
import { measure, type ImagePair, type ValidationFigures } from './validation.ts';

/** Is told how a training goes on. */
export interface TrainListener {
  begins(start: TrainingStart): void;
  /** After each step, counted from 1. */
  steps(step: number, steps: number, figures: StepFigures & { readonly rate: number }): void;
  /** After each epoch, counted from 1. */
  measures(epoch: number, figures: ValidationFigures): void;
  notices(line: string): void;
}

export interface TrainingStart {
  readonly people: number;
  readonly images: number;
  readonly measuredOn: string;
  /** Steps that another run has done. */
  readonly iteration: number;
}

export interface EpochTools {
  readonly training: TrainingStep;
  readonly network: TrainableNetwork;
  /** What inference executes of it: without what is of use in training only. */
  readonly embedder: Network;
  readonly objective: Objective;
  readonly recipe: Recipe;
  readonly engine: Engine;
  readonly crops: CropSource;
  readonly pairs: readonly ImagePair[];
  readonly listener: TrainListener;
  readonly events: TrainingEvents;
  readonly signal: AbortSignal;
  /** Of checkpoints; tests pass one that fails. */
  readonly write?: WriteBytes | undefined;
  /** Steps that are done. */
  readonly iteration: number;
}

export interface TrainedEpochs {
  /** Steps that are done, those of earlier runs included. */
  readonly iteration: number;
  /** Of the last epoch; undefined where the run was stopped before its first one was done. */
  readonly validation: ValidationFigures | undefined;
  /** The newest checkpoint, where there is one. */
  readonly checkpoint: string | undefined;
}

/** Takes steps until the last epoch is done, the schedule says stop, or a signal does. After each epoch the model is measured and a checkpoint written. */
export async function runEpochs(settings: TrainSettings, tools: EpochTools): Promise<TrainedEpochs> {
  const { epochs, epochSize, learningRate, checkpoints } = settings;
  const { training, objective, listener, events, signal } = tools;
  const last = epochs * epochSize;
  let { iteration } = tools;
  let validation: ValidationFigures | undefined;
  let checkpoint: string | undefined;
  const goOnIfFull = forgiveFullDisk(listener);
  const save = async (): Promise<void> => {
    const state = { parameters: training.parameters(), memory: training.memory(), steps: training.steps };
    checkpoint = await writeCheckpoint(checkpoints, { ...state, iteration, recipe: tools.recipe }, tools.write);
  };
  while (iteration < last && !signal.aborted) {
    const rate = learningRateAt(learningRate, Math.floor(iteration / epochSize));
    if (rate === 'stop') break;
    const figures = await objective.iterate(training, iteration, rate);
    iteration++;
    judgeStep(figures, iteration, objective.collapsedLoss);
    listener.steps(iteration, last, { ...figures, rate });
    await goOnIfFull(events.step(iteration, { ...figures, rate }));
    if (iteration % epochSize !== 0) continue;
    validation = await measureNow(settings, tools);
    listener.measures(iteration / epochSize, validation);
    await goOnIfFull(events.measured(iteration, validation));
    await goOnIfFull(save());
  }
  if (signal.aborted && iteration > tools.iteration) await save();
  else validation ??= await measureNow(settings, tools);
  return { iteration, validation, checkpoint };
}

/** A full disk costs a training what was to be written then; that is told once, and the next checkpoint is tried again. */
function forgiveFullDisk(listener: TrainListener): (writing: Promise<void>) => Promise<void> {
  let isTold = false;
  return (writing) =>
    writing.catch((error: unknown) => {
      if (!(error instanceof FacekitError) || error.code !== 'disk-full') throw error;
      if (!isTold) listener.notices(`${error.message} The training goes on without it.`);
      isTold = true;
    });
}

const measureNow = (settings: TrainSettings, tools: EpochTools) =>
  measure(tools.engine, { network: tools.embedder, weights: trainedWeights(settings, tools) }, tools);

/** The weights for inference: the moving averages where they are kept. */
export const trainedWeights = (
  { averageDecay }: Pick<TrainSettings, 'averageDecay'>,
  { network, embedder, training }: Pick<EpochTools, 'network' | 'embedder' | 'training'>,
): Weights =>
  freezeParameters(
    { frozen: embedder, forms: network.forms },
    averageDecay > 0 ? training.averages() : training.parameters(),
  );
