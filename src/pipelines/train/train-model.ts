import { FacekitError, interruptedError } from '../../core/errors.ts';
import type { WriteBytes } from '../../files/atomic-file.ts';
import type { Alignment } from '../../models/known-models.ts';
import { refuseKnownName } from '../../models/install/import-model.ts';
import { requireModelName } from '../../models/model-names.ts';
import { findInstalled } from '../../models/store/find-model.ts';
import type { InstalledModel } from '../../models/store/install.ts';
import { openEngine } from '../../tensor/engines/open-engine.ts';
import type { Engine } from '../../tensor/engine.ts';
import type { TrainableNetwork } from '../../tensor/training/network/trainable.ts';
import { createOptimiser } from '../../tensor/training/optimisers/facenet.ts';
import { openTrainingStep, type TrainingState, type TrainingStep } from '../../tensor/training/step/training-step.ts';
import { findCheckpoint } from './checkpoint.ts';
import { createCropSource, type CropSource } from './crop-source.ts';
import { alignmentOf, installTrained } from './install-trained.ts';
import { runEpochs, type TrainListener, type TrainedEpochs } from './run-epochs.ts';
import { openTrainingEvents } from './training-events.ts';
import { recipeOf } from './training-recipe.ts';
import type { Objective } from './objective.ts';
import { createDistilObjective } from './distil-objective.ts';
import { createSelectionObjective } from './selection-objective.ts';
import { createSoftmaxObjective } from './softmax-objective.ts';
import { readPeople, requireImages, requirePairsOfPeople, type Person } from './training-people.ts';
import { beginHeadWithMeans, beginTraining, openTeacher } from './training-start.ts';
import { createTripletObjective } from './triplet-objective.ts';
import type { AnyTrainSettings, SoftmaxSettings, TripletSettings } from './train-settings.ts';
import { planValidation } from './validation.ts';

/** What a training works with. */
export interface TrainWorld {
  /** Of installed models, absolute. */
  readonly models: string;
  readonly signal: AbortSignal;
  readonly listener: TrainListener;
  /** Of checkpoints; tests pass one that fails. */
  readonly write?: WriteBytes | undefined;
}

export interface TrainedModel extends TrainedEpochs {
  readonly installed: InstalledModel;
  readonly people: number;
  readonly images: number;
  /** Whose pairs it was measured on, in words that follow "on". */
  readonly measuredOn: string;
}

/**
 * Trains an embedder and puts it into the cache. Checkpoints are written after each epoch and when a signal asks to stop.
 *
 * @throws FacekitError `usage`, `model-exists`, `output-exists`, `settings-differ`, `data-not-trainable`, `training-diverged`, `training-collapsed`,
 * `interrupted`, and those of reading the images and of writing
 */
export async function trainModel(given: AnyTrainSettings, world: TrainWorld): Promise<TrainedModel> {
  const { signal, listener, models } = world;
  await requireFreeName(given, models);
  const everybody = await readPeople(given.data, signal);
  requireTrainable(everybody, given);
  const { training: candidates, pairs, of: measuredOn } = await planValidation(everybody, given);
  const people = requireTrainable(candidates, given);
  const begun = await beginTraining(given, { models, people: people.length });
  const { settings, embedder, network, parameters } = begun;
  const images = people.reduce((sum, person) => sum + person.images.length, 0);
  if (people.length < candidates.length)
    listener.notices(`${candidates.length - people.length} people with one image are left out.`);
  const sample = people[0]?.images[0];
  const { kind } = await alignmentOf(sample);
  if (begun.alignment && begun.alignment.kind !== kind) listener.notices(otherCrops(begun.alignment, given));
  const recipe = recipeOf(settings, people);
  const checkpoint = await findCheckpoint(settings, recipe);
  const { iteration = 0 } = checkpoint ?? {};
  const side = Number(embedder.input.shape[1]);
  const crops = createCropSource(side, settings);
  await using engine = await openEngine({
    engine: settings.engine,
    device: settings.device,
    threads: settings.threads,
  });
  const objective =
    settings.objective === 'distil'
      ? createDistilObjective(people, crops, { settings, teacher: await openTeacher(engine, begun) })
      : objectiveOf(people, crops, settings);
  listener.begins({ people: people.length, images, measuredOn, iteration });
  await using training = await openTraining(engine, {
    ...{ network, settings, objective },
    begin: checkpoint ?? {
      parameters: beginsWithMeans(settings)
        ? await beginHeadWithMeans(engine, begun, { people, crops, signal })
        : parameters,
    },
  });
  await using events = await openTrainingEvents(settings.checkpoints);
  const tools = { training, network, embedder, objective, recipe, engine, crops, pairs, signal, iteration };
  const epochs = await runEpochs(settings, { ...tools, listener, events, write: world.write });
  if (signal.aborted) throw interruptedError(interruptedWords(epochs.checkpoint), signal);
  const trained = { settings, network, embedder, training, side, epochs, measuredOn, sample };
  const installed = await installTrained(trained, models);
  return { ...epochs, installed, people: people.length, images, measuredOn };
}

const requireTrainable = (people: readonly Person[], settings: AnyTrainSettings): readonly Person[] =>
  settings.objective === 'triplet'
    ? requirePairsOfPeople(people, settings.people, settings.data)
    : requireImages(people, settings.batch, settings.data);

const objectiveOf = (
  people: readonly Person[],
  crops: CropSource,
  settings: TripletSettings | SoftmaxSettings,
): Objective =>
  settings.objective === 'softmax'
    ? createSoftmaxObjective(people, crops, settings)
    : settings.mining === 'facenet'
      ? createSelectionObjective(people, crops, settings)
      : createTripletObjective(people, crops, settings);

const beginsWithMeans = (settings: AnyTrainSettings): boolean =>
  settings.objective === 'softmax' && settings.head === 'means' && settings.pretrained !== undefined;

const otherCrops = ({ kind }: Alignment, { pretrained, data }: AnyTrainSettings): string =>
  `${pretrained} knows faces by the alignment ${kind}, and those of ${data} have another one: crops of \`align\` with \`alignment: ${kind}\` spare it to learn that.`;

const interruptedWords = (checkpoint: string | undefined): string =>
  checkpoint === undefined
    ? 'Interrupted before the first step; nothing was written.'
    : `Interrupted; go on from ${checkpoint} with \`resume\`.`;

async function requireFreeName({ name, overwrite }: AnyTrainSettings, models: string): Promise<void> {
  refuseKnownName(requireModelName(name), 'the trained network');
  const there = await findInstalled(name, models);
  if (!there || overwrite) return;
  throw new FacekitError(
    'model-exists',
    `Expected no other model ${name} but ${there.file} is one: choose another \`name\`, or replace it with \`overwrite\`.`,
  );
}

interface TrainingParts {
  readonly network: TrainableNetwork;
  readonly settings: AnyTrainSettings;
  readonly objective: Objective;
  readonly begin: TrainingState;
}

function openTraining(engine: Engine, { network, settings, objective, begin }: TrainingParts): Promise<TrainingStep> {
  const { optimiser, adamEpsilon, weightDecay, averageDecay, seed, freeze, freezeStatistics } = settings;
  const plan = {
    network,
    batch: objective.batch,
    loss: objective.loss,
    optimiser: createOptimiser(optimiser, { adamEpsilon }),
    isFrozen: (layer: string) => freeze.some((beginning) => layer.startsWith(beginning)),
    freezeStatistics,
    weightDecay,
    averages: averageDecay > 0,
  };
  return openTrainingStep(engine, plan, { ...begin, seed, averageDecay });
}
