import path from 'node:path';
import { FacekitError, interruptedError } from '../../core/errors.ts';
import { seededRandom } from '../../core/seeded-random.ts';
import { describeEmbedder } from '../../facenet/networks/open-embedding-network.ts';
import { trainableEmbedder } from '../../facenet/networks/trainable-embedder.ts';
import { refuseKnownName } from '../../models/install/import-model.ts';
import { requireModelName } from '../../models/model-names.ts';
import { findInstalled } from '../../models/store/find-model.ts';
import type { InstalledModel } from '../../models/store/install.ts';
import { openEngine } from '../../tensor/engines/open-engine.ts';
import type { Engine } from '../../tensor/engine.ts';
import { initialParameters } from '../../tensor/training/network/trained-parameters.ts';
import type { TrainableNetwork } from '../../tensor/training/network/trainable.ts';
import { createOptimiser } from '../../tensor/training/optimisers/facenet.ts';
import { openTrainingStep, type TrainingStep } from '../../tensor/training/step/training-step.ts';
import { listCheckpoints, readCheckpoint, requireSameRecipe, type Checkpoint, type Recipe } from './checkpoint.ts';
import { createCropSource } from './crop-source.ts';
import { installTrained } from './install-trained.ts';
import { runEpochs, type TrainListener, type TrainedEpochs } from './run-epochs.ts';
import { recipeOf } from './training-recipe.ts';
import { readPeople, requirePeople } from './training-people.ts';
import { createTripletObjective } from './triplet-objective.ts';
import type { TripletSettings } from './train-settings.ts';
import { planValidation } from './validation.ts';

/** What a training works with. */
export interface TrainWorld {
  /** Of installed models, absolute. */
  readonly models: string;
  readonly signal: AbortSignal;
  readonly listener: TrainListener;
}

export interface TrainedModel extends TrainedEpochs {
  readonly installed: InstalledModel;
  readonly people: number;
  readonly images: number;
  /** Whose pairs it was measured on, in words that follow "on". */
  readonly measuredOn: string;
}

/**
 * Trains an embedder with triplets and puts it into the cache. Checkpoints are written after each epoch and when a signal asks to stop.
 *
 * @throws FacekitError `usage`, `model-exists`, `output-exists`, `settings-differ`, `data-not-trainable`, `training-diverged`, `training-collapsed`,
 * `interrupted`, and those of reading the images and of writing
 */
export async function trainTriplet(settings: TripletSettings, world: TrainWorld): Promise<TrainedModel> {
  const { signal, listener } = world;
  await requireFreeName(settings, world.models);
  const everybody = await readPeople(settings.data, signal);
  requirePeople(everybody, settings.people, settings.data);
  const validation = await planValidation(everybody, settings);
  const people = requirePeople(validation.training, settings.people, settings.data);
  const images = people.reduce((sum, person) => sum + person.images.length, 0);
  if (people.length < validation.training.length)
    listener.notices(`${validation.training.length - people.length} people with one image are left out.`);
  const recipe = recipeOf(settings, people);
  const checkpoint = await findCheckpoint(settings, recipe);
  const frozen = describeEmbedder(settings, settings.standardisation);
  const network = trainableEmbedder(settings, settings);
  const side = Number(frozen.input.shape[1]);
  const crops = createCropSource(side, settings);
  const objective = createTripletObjective(people, crops, settings);
  listener.begins({ people: people.length, images, measuredOn: validation.of, iteration: checkpoint?.iteration ?? 0 });
  await using engine = await openEngine({ engine: 'onnxruntime', device: 'cpu', threads: settings.threads });
  await using training = await openTraining(engine, { network, settings, checkpoint, objective });
  const epochs = await runEpochs(settings, {
    ...{ training, network, objective, recipe, engine, crops, listener, signal },
    pairs: validation.pairs,
    iteration: checkpoint?.iteration ?? 0,
  });
  if (signal.aborted) throw interruptedError(interruptedWords(epochs.checkpoint), signal);
  const installed = await installTrained(
    { settings, network, training, side, epochs, sample: people[0]?.images[0], measuredOn: validation.of },
    world.models,
  );
  return { ...epochs, installed, people: people.length, images, measuredOn: validation.of };
}

const interruptedWords = (checkpoint: string | undefined): string =>
  checkpoint === undefined
    ? 'Interrupted before the first step; nothing was written.'
    : `Interrupted; go on from ${checkpoint} with \`resume\`.`;

async function requireFreeName({ name, overwrite }: TripletSettings, models: string): Promise<void> {
  refuseKnownName(requireModelName(name), 'the trained network');
  const there = await findInstalled(name, models);
  if (!there || overwrite) return;
  throw new FacekitError(
    'model-exists',
    `Expected no other model ${name} but ${there.file} is one: choose another \`name\`, or replace it with \`overwrite\`.`,
  );
}

/** The newest checkpoint where a training is to go on; none may be there where one is to begin. */
async function findCheckpoint(
  { checkpoints, resume }: TripletSettings,
  recipe: Recipe,
): Promise<Checkpoint | undefined> {
  const [newest] = await listCheckpoints(checkpoints);
  if (newest !== undefined && !resume)
    throw new FacekitError(
      'output-exists',
      `Expected no checkpoints in ${checkpoints} but found ${newest}: go on from it with \`resume\`, or choose another folder by \`modelsBaseDir\`.`,
    );
  if (newest === undefined) return undefined;
  const file = path.join(checkpoints, newest);
  const checkpoint = await readCheckpoint(file);
  requireSameRecipe(file, checkpoint.recipe, recipe);
  return checkpoint;
}

interface TrainingParts {
  readonly network: TrainableNetwork;
  readonly settings: TripletSettings;
  readonly checkpoint: Checkpoint | undefined;
  readonly objective: ReturnType<typeof createTripletObjective>;
}

const INITIAL_STREAM = -3;

function openTraining(engine: Engine, parts: TrainingParts): Promise<TrainingStep> {
  const { network, settings, checkpoint, objective } = parts;
  const { optimiser, weightDecay, averageDecay, seed } = settings;
  const plan = {
    network,
    batch: objective.batch,
    loss: objective.loss,
    optimiser: createOptimiser(optimiser),
    weightDecay,
    averages: averageDecay > 0,
  };
  const begun = checkpoint ?? { parameters: initialParameters(network, seededRandom(seed, INITIAL_STREAM)) };
  return openTrainingStep(engine, plan, { ...begun, seed, averageDecay });
}
