import type { Tensor } from '../../core/tensor.ts';
import type { TrainingStep } from '../../tensor/training/step/training-step.ts';
import type { EventWriter } from '../../training/events/event-writer.ts';
import { batchInputs } from '../../training/srn/batch.ts';
import { writeCheckpoint, type Recipe } from '../train/checkpoint.ts';
import { judgeStep } from '../train/judge-step.ts';
import type { SampleSource } from './sample-source.ts';
import type { SrnTrainSettings } from './srn-settings.ts';

/** What a step tells: `loss`, the terms of it, and how many anchors its second step takes for faces and for others. */
export type SrnFigures = Readonly<Record<string, number>> & { readonly loss: number };

/** Is told how a training goes on. */
export interface SrnTrainListener {
  begins(start: { readonly photographs: number; readonly faces: number; readonly iteration: number }): void;
  /** After each step, counted from 1. */
  step(step: number, steps: number, figures: SrnFigures & { readonly rate: number }): void;
  notices(line: string): void;
}

export interface SrnRun {
  readonly training: TrainingStep;
  readonly source: SampleSource;
  readonly recipe: Recipe;
  readonly events: EventWriter;
  readonly listener: SrnTrainListener;
  readonly signal: AbortSignal;
  /** Steps that are done. */
  readonly iteration: number;
}

export interface SrnSteps {
  /** Steps that are done, those of earlier runs included. */
  readonly iteration: number;
  /** Means of the last epoch of this run; undefined where it took no step. */
  readonly figures: SrnFigures | undefined;
  /** Of a step of this run. */
  readonly secondsAStep: number;
  readonly checkpoint: string | undefined;
}

/** Between two checkpoints, milliseconds: an epoch of few photographs is short. */
const PATIENCE_MS = 60_000;

/** Takes steps until the last epoch is done or a signal asks to stop. Checkpoints are written after epochs, and then. */
export async function runSteps(settings: SrnTrainSettings, run: SrnRun): Promise<SrnSteps> {
  const { training, source, events, listener, signal, recipe } = run;
  const last = settings.epochs * source.epochSize;
  const recent: SrnFigures[] = [];
  const begun = performance.now();
  let saved = begun;
  let { iteration } = run;
  let checkpoint: string | undefined;
  const save = async (): Promise<void> => {
    const state = { parameters: training.parameters(), memory: training.memory(), steps: training.steps };
    checkpoint = await writeCheckpoint(settings.checkpoints, { ...state, iteration, recipe });
    saved = performance.now();
  };
  while (iteration < last && !signal.aborted) {
    const rate = rateAt(settings, iteration / last);
    const figures = figuresOf(await training.step(batchInputs(await source.batch(iteration), settings.matching), rate));
    iteration++;
    judgeStep({ loss: figures.loss, spread: 1, details: {} }, iteration, undefined);
    recent.push(figures);
    if (recent.length > source.epochSize) recent.shift();
    listener.step(iteration, last, { ...figures, rate });
    await events.write(iteration, { scalars: { ...figures, learning_rate: rate } });
    const isDue = performance.now() - saved > PATIENCE_MS || iteration === last;
    if (iteration % source.epochSize === 0 && isDue) await save();
  }
  if (signal.aborted && iteration > run.iteration) await save();
  const secondsAStep = (performance.now() - begun) / 1000 / Math.max(1, iteration - run.iteration);
  return { iteration, figures: meanOf(recent), secondsAStep, checkpoint };
}

/** Parts of the training after which the rate is a tenth: the paper's 100 and 120 of 130 epochs. */
const DROPS = [100 / 130, 120 / 130] as const;

const rateAt = ({ learningRate }: SrnTrainSettings, done: number): number =>
  learningRate * 0.1 ** DROPS.filter((part) => done >= part).length;

function figuresOf(results: Readonly<Record<string, Tensor<Float32Array>>>): SrnFigures {
  const numbers = Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, data[0] ?? NaN]));
  return { ...numbers, loss: numbers.loss ?? NaN };
}

function meanOf(figures: readonly SrnFigures[]): SrnFigures | undefined {
  const [first] = figures;
  if (!first) return undefined;
  const mean = (name: string): number => figures.reduce((sum, each) => sum + (each[name] ?? NaN), 0) / figures.length;
  return { ...Object.fromEntries(Object.keys(first).map((name) => [name, mean(name)])), loss: mean('loss') };
}
