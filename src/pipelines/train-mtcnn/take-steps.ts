import { interruptedError } from '../../core/errors.ts';
import { seededRandom } from '../../core/seeded-random.ts';
import type { Tensor } from '../../core/tensor.ts';
import type { TrainingStep } from '../../tensor/training/step/training-step.ts';
import { drawBatch, groupInputs } from '../../training/mtcnn/batch.ts';
import type { SampleGroup, SampleStore } from '../../training/mtcnn/sample-store.ts';
import type { MtcnnNetwork } from '../../training/mtcnn/targets.ts';
import { learningRateAt } from '../../training/schedule/learning-rate.ts';
import type { Recipe } from '../train/checkpoint.ts';
import { divergedAt, saveCheckpoint } from './checkpoints.ts';
import { imagesTensor } from './measure-network.ts';
import { STREAM, type MtcnnRun } from './mtcnn-settings.ts';

export interface StepTools extends MtcnnRun {
  readonly store: SampleStore;
  readonly groups: readonly SampleGroup[];
  readonly recipe: Recipe;
}

/**
 * Takes steps until the last one, until the schedule says stop, or a signal does. What a step learns from follows from the seed and its number.
 *
 * @throws FacekitError `training-diverged`, `interrupted`
 */
export async function takeSteps(training: TrainingStep, tools: StepTools): Promise<void> {
  const { settings, store, groups, world } = tools;
  const { network, seed, steps, learningRate, checkpointSteps } = settings;
  const fixed = lossInputs(network, groups);
  while (training.steps < steps) {
    if (world.signal.aborted) throw await interrupted(training, tools);
    const step = training.steps;
    const rate = learningRateAt(learningRate, step);
    if (rate === 'stop') return;
    const batch = drawBatch(store, groups, { network, random: seededRandom(seed, STREAM.steps + step) });
    const inputs = { images: imagesTensor(network, batch.images, groups.length), ...fixed };
    const results = await training.step({ ...inputs, ...targetsOf(network, batch, groups.length) }, rate);
    world.listener.step(step + 1, lossesOf(results, step + 1));
    if (training.steps % checkpointSteps === 0 && training.steps < steps) await saveCheckpoint(training, tools);
  }
}

async function interrupted(training: TrainingStep, tools: StepTools): Promise<Error> {
  const { signal } = tools.world;
  const file = training.steps > 0 ? await saveCheckpoint(training, tools) : undefined;
  return interruptedError(
    file === undefined
      ? `Interrupted at step ${training.steps}; nothing was written.`
      : `Interrupted at step ${training.steps}; go on from ${file} with \`resume\`.`,
    signal,
  );
}

type Inputs = Readonly<Record<string, Tensor>>;

/** What is the same in every step: which sample counts for what. */
function lossInputs(network: MtcnnNetwork, groups: readonly SampleGroup[]): Inputs {
  const { labels, counted, boxes, points } = groupInputs(groups);
  return { labels, counted, boxes, ...(network === 'onet' && { points }) };
}

function targetsOf(
  network: MtcnnNetwork,
  { boxTargets, pointTargets }: ReturnType<typeof drawBatch>,
  count: number,
): Inputs {
  const boxes = { 'box targets': { shape: [count, 4], data: boxTargets } };
  return network === 'onet' ? { ...boxes, 'point targets': { shape: [count, 10], data: pointTargets } } : boxes;
}

function lossesOf(results: Readonly<Record<string, Tensor<Float32Array>>>, step: number): Record<string, number> {
  const losses = Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, data[0] ?? NaN]));
  if (Number.isFinite(losses.loss)) return losses;
  throw divergedAt(step);
}
