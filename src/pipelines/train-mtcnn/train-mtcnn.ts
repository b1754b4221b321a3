import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { FacekitError, interruptedError, usageError } from '../../core/errors.ts';
import { shuffled } from '../../core/random.ts';
import { seededRandom } from '../../core/seeded-random.ts';
import type { Tensor, Weights } from '../../core/tensor.ts';
import { isDetectorFile, readMtcnnWeights } from '../../detectors/detector-file.ts';
import { writeWhole } from '../../files/atomic-file.ts';
import { writing } from '../../files/output-errors.ts';
import { encodeSafetensors } from '../../formats/safetensors.ts';
import { mergeHeads } from '../../mtcnn/merge-heads.ts';
import { outputNetwork, proposalNetwork, refinementNetwork } from '../../mtcnn/networks.ts';
import { toStoredWeights } from '../../mtcnn/stored-weights.ts';
import { transposeKernels } from '../../mtcnn/transpose-kernels.ts';
import { atInputSize } from '../../tensor/cost/at-input-size.ts';
import { openEngine } from '../../tensor/engines/open-engine.ts';
import type { Engine } from '../../tensor/engine.ts';
import { initialParameters } from '../../tensor/training/network/trained-parameters.ts';
import { toTrainable, type TrainableNetwork } from '../../tensor/training/network/trainable.ts';
import { createOptimiser, type OptimiserName } from '../../tensor/training/optimisers/facenet.ts';
import { openTrainingStep, type TrainingStep } from '../../tensor/training/step/training-step.ts';
import { batchGroups, drawBatch, groupInputs } from '../../training/mtcnn/batch.ts';
import { mtcnnLoss } from '../../training/mtcnn/loss.ts';
import { GROUP_RATIO, type SampleGroup, SampleStore } from '../../training/mtcnn/sample-store.ts';
import { WINDOW_SIDES, type MtcnnNetwork } from '../../training/mtcnn/targets.ts';
import { collectSamples } from './collect-samples.ts';
import { createWindowFinder } from './find-windows.ts';
import { readLabelled, type LabelledFolder, type LabelledPhotograph } from './labelled-photographs.ts';
import { imagesTensor, measureNetwork, type NetworkFigures } from './measure-network.ts';

/** Everything that decides the numbers of a training. */
export interface MtcnnSettings extends LabelledFolder {
  readonly network: MtcnnNetwork;
  /** Where the detector is written: all three networks. */
  readonly output: string;
  /** The detector that the other networks are taken from: a file, or the one that comes with facekit. */
  readonly base: string | undefined;
  /** Begin with the base's weights, not with random ones. */
  readonly fineTune: boolean;
  readonly steps: number;
  /** Windows with a face in a step; of the others as many as the paper's 3:1:1:2 says. */
  readonly positives: number;
  /** Windows with a face that are kept in memory at most. */
  readonly samples: number;
  readonly optimiser: OptimiserName;
  readonly learningRate: number;
  readonly seed: number;
  readonly threads: number | undefined;
}

export interface MtcnnListener {
  collects(photographs: number): void;
  /** After each photograph; with what is wrong where it cannot be read. */
  photograph(problem?: string): void;
  trains(counts: Readonly<Record<SampleGroup, number>>, before: NetworkFigures): void;
  step(step: number, losses: Readonly<Record<string, number>>): void;
}

export interface MtcnnWorld {
  readonly listener: MtcnnListener;
  readonly signal: AbortSignal;
}

export interface TrainedMtcnn {
  readonly network: MtcnnNetwork;
  readonly file: string;
  readonly sha256: string;
  readonly photographs: number;
  readonly windows: Readonly<Record<SampleGroup, number>>;
  readonly steps: number;
  /** On windows of photographs that were not trained on: before the first step, and after the last. */
  readonly before: NetworkFigures;
  readonly after: NetworkFigures;
}

/** Streams of random numbers. */
const STREAM = { split: 0, windows: 1, kept: 2, heldOutKept: 3, initial: 4, measured: 5, steps: 1000 } as const;
/** One photograph of so many is not trained on. */
const HELD_OUT = 10;

/**
 * Trains one of MTCNN's networks on labelled photographs and writes a detector with it.
 *
 * @throws FacekitError `bad-annotations`, `no-images`, `data-not-trainable`, `training-diverged`, `interrupted`, and those of reading and of writing
 */
export async function trainMtcnn(settings: MtcnnSettings, world: MtcnnWorld): Promise<TrainedMtcnn> {
  await preparePlace(settings.output);
  const photographs = await readLabelled(settings, world.signal);
  const base = await readMtcnnWeights(settings.base);
  const upright = transposeKernels(mergeHeads(base));
  await using engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: settings.threads });
  const { training: store, heldOut } = await collect(photographs, base, { settings, world });
  const groups = batchGroups(settings.network, settings.positives);
  await using training = await open(engine, { settings, groups, upright });
  const measure = (): Promise<NetworkFigures> =>
    measureNetwork(training, heldOut, {
      network: settings.network,
      groups,
      random: seededRandom(settings.seed, STREAM.measured),
    });
  const before = await measure();
  world.listener.trains(store.counts(), before);
  await takeSteps(training, store, { settings, groups, world });
  const after = await measure();
  const sha256 = await writeDetector(settings, new Map([...upright, ...training.parameters()]));
  const { network, output: file, steps } = settings;
  return { network, file, sha256, photographs: photographs.length, windows: store.counts(), steps, before, after };
}

/** Before hours of work it shows whether a file can be written there, and taken for a detector. */
async function preparePlace(output: string): Promise<void> {
  if (!isDetectorFile(output))
    throw usageError(`Expected a file that ends with .safetensors for \`output\` but received ${output}.`);
  await writing(output, () => mkdir(path.dirname(output), { recursive: true }));
}

interface Run {
  readonly settings: MtcnnSettings;
  readonly world: MtcnnWorld;
}

interface Stores {
  readonly training: SampleStore;
  readonly heldOut: SampleStore;
}

async function collect(photographs: readonly LabelledPhotograph[], base: Weights, run: Run): Promise<Stores> {
  const { settings, world } = run;
  const { network, seed, samples, threads } = settings;
  world.listener.collects(photographs.length);
  const order = shuffled(photographs, seededRandom(seed, STREAM.split));
  const count = Math.max(1, Math.floor(order.length / HELD_OUT));
  const stores = {
    training: new SampleStore(samples, seededRandom(seed, STREAM.kept)),
    heldOut: new SampleStore(Math.ceil(samples / HELD_OUT), seededRandom(seed, STREAM.heldOutKept)),
  };
  await using finder = network === 'pnet' ? undefined : await createWindowFinder(base, network, threads);
  const options = {
    network,
    random: seededRandom(seed, STREAM.windows),
    findWindows: finder?.find,
    signal: world.signal,
    onDone: (problem?: string) => {
      world.listener.photograph(problem);
    },
  };
  await collectSamples(order.slice(0, count), stores.heldOut, options);
  await collectSamples(order.slice(count), stores.training, options);
  if (world.signal.aborted)
    throw interruptedError('Interrupted while windows were cut out; nothing was written.', world.signal);
  for (const store of [stores.heldOut, stores.training]) requireSamples(store, settings);
  return stores;
}

function requireSamples(store: SampleStore, { network, annotations }: MtcnnSettings): void {
  const counts = store.counts();
  const groups = Object.keys(GROUP_RATIO) as SampleGroup[];
  const missing = groups.find((group) => counts[group] === 0 && (group !== 'landmark' || network === 'onet'));
  if (missing === undefined) return;
  const what = missing === 'landmark' ? 'faces with five landmarks' : `windows of the kind "${missing}"`;
  throw new FacekitError(
    'data-not-trainable',
    `Expected ${what} in the photographs of ${annotations}, in those to train on and in the tenth to measure on, but found none: give more photographs.`,
  );
}

const DESCRIPTIONS = { pnet: proposalNetwork, rnet: refinementNetwork, onet: outputNetwork } as const;

const trainable = (network: MtcnnNetwork): TrainableNetwork =>
  toTrainable(atInputSize(DESCRIPTIONS[network], WINDOW_SIDES[network], WINDOW_SIDES[network]));

interface Opening {
  readonly settings: MtcnnSettings;
  readonly groups: readonly SampleGroup[];
  readonly upright: Weights;
}

function open(engine: Engine, { settings, groups, upright }: Opening): Promise<TrainingStep> {
  const network = trainable(settings.network);
  const plan = {
    network,
    batch: groups.length,
    loss: mtcnnLoss(settings.network, groups),
    optimiser: createOptimiser(settings.optimiser),
  };
  const parameters = settings.fineTune
    ? upright
    : initialParameters(network, seededRandom(settings.seed, STREAM.initial));
  return openTrainingStep(engine, plan, { parameters });
}

async function takeSteps(
  training: TrainingStep,
  store: SampleStore,
  { settings, groups, world }: Run & { readonly groups: readonly SampleGroup[] },
): Promise<void> {
  const { network, seed, steps, learningRate } = settings;
  const fixed = groupInputs(groups);
  for (let step = 0; step < steps; step++) {
    if (world.signal.aborted) throw interruptedError(`Interrupted at step ${step}; nothing was written.`, world.signal);
    const batch = drawBatch(store, groups, { network, random: seededRandom(seed, STREAM.steps + step) });
    const targets = {
      'box targets': { shape: [groups.length, 4], data: batch.boxTargets },
      ...(network === 'onet' && { 'point targets': { shape: [groups.length, 10], data: batch.pointTargets } }),
    };
    const { labels, counted, boxes, points } = fixed;
    const inputs = { labels, counted, boxes, ...(network === 'onet' && { points }), ...targets };
    const images = imagesTensor(network, batch.images, groups.length);
    // A tenth of the rate in each third of the steps.
    const results = await training.step({ images, ...inputs }, learningRate * 0.1 ** Math.floor((3 * step) / steps));
    world.listener.step(step + 1, lossesOf(results, step + 1));
  }
}

function lossesOf(results: Readonly<Record<string, Tensor<Float32Array>>>, step: number): Record<string, number> {
  const losses = Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, data[0] ?? NaN]));
  if (Number.isFinite(losses.loss)) return losses;
  throw new FacekitError(
    'training-diverged',
    `Expected a loss but it is no number at step ${step}: take a smaller \`learningRate\`.`,
  );
}

async function writeDetector({ network, output, seed, steps }: MtcnnSettings, upright: Weights): Promise<string> {
  const metadata = { detector: 'mtcnn', trained: network, steps: String(steps), seed: String(seed) };
  const bytes = encodeSafetensors(toStoredWeights(upright), metadata);
  await writing(output, () => writeWhole(output, bytes));
  return createHash('sha256').update(bytes).digest('hex');
}
