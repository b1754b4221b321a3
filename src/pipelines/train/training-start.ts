import { usageError } from '../../core/errors.ts';
import { seededRandom } from '../../core/seeded-random.ts';
import type { Weights } from '../../core/tensor.ts';
import { describeEmbedder } from '../../facenet/networks/open-embedding-network.ts';
import { formsFromScratch } from '../../facenet/networks/trainable-embedder.ts';
import { readModel } from '../../models/store/find-model.ts';
import type { Alignment } from '../../models/known-models.ts';
import type { LoadedNetwork } from '../../models/model-info.ts';
import type { Engine } from '../../tensor/engine.ts';
import type { Network } from '../../tensor/network.ts';
import { freezeParameters } from '../../tensor/training/network/freeze.ts';
import { initialParameters } from '../../tensor/training/network/trained-parameters.ts';
import {
  toTrainable,
  type LayerForm,
  type LayerOperation,
  type TrainableNetwork,
} from '../../tensor/training/network/trainable.ts';
import { HEAD, withHead } from '../../tensor/training/network/with-head.ts';
import { addEmbeddings, emptySums, headOfMeans } from '../../training/head-of-means.ts';
import type { CropSource } from './crop-source.ts';
import type { Embed } from './distil-objective.ts';
import type { Person } from './training-people.ts';
import type { AnyTrainSettings } from './train-settings.ts';

/** A network before its first step. */
export interface TrainingBegin<Settings extends AnyTrainSettings> {
  /** With the architecture of the pretrained model, where there is one. */
  readonly settings: Settings;
  /** What inference executes. */
  readonly embedder: Network;
  readonly network: TrainableNetwork;
  readonly parameters: Weights;
  /** The crops that a pretrained model is for. */
  readonly alignment: Alignment | undefined;
}

const INITIAL_STREAM = -3;

/**
 * The network that is trained: from scratch with batch norms, or a model as it is, whose batch norms are part of its weights and so stay. With
 * softmax it gets a new head.
 *
 * @param people whom the head tells apart
 * @throws FacekitError `usage` for a model that cannot be trained or layers that it has not, and those of reading it
 */
export async function beginTraining<Settings extends AnyTrainSettings>(
  given: Settings,
  { models, people }: { readonly models: string; readonly people: number },
): Promise<TrainingBegin<Settings>> {
  const model = given.pretrained === undefined ? undefined : await readTrainable(given.pretrained, models);
  const settings = model ? { ...given, ...formOfModel(model) } : given;
  const embedder = describeEmbedder(settings, settings.standardisation);
  const described = settings.objective === 'softmax' ? withHead(embedder, people) : embedder;
  const formOf = model ? () => ({}) : formsFromScratch(settings.architecture);
  const network = toTrainable(described, withDropout(formOf, embedder, settings.keep));
  requireLayers(network, settings.freeze);
  const initial = initialParameters(network, seededRandom(settings.seed, INITIAL_STREAM));
  const parameters = new Map([...initial, ...(model?.weights ?? [])]);
  return { settings, embedder, network, parameters, alignment: model?.info.alignment };
}

/** The network as it was before its first step. Its session is the engine's to dispose. */
export async function openTeacher(
  engine: Engine,
  { settings: { dimension }, embedder, network, parameters }: TrainingBegin<AnyTrainSettings>,
): Promise<Embed> {
  const weights = freezeParameters({ frozen: embedder, forms: network.forms }, parameters);
  const session = await engine.load(embedder, weights);
  return async ({ shape: [count = 0, ...sizes], data }) => {
    const image = data.length / count;
    const embeddings = new Float32Array(count * dimension);
    for (let start = 0; start < count; start += EMBEDDED_AT_A_TIME) {
      const part = data.subarray(start * image, (start + EMBEDDED_AT_A_TIME) * image);
      const images = { shape: [part.length / image, ...sizes], data: part };
      const { embedding } = await session.run({ [embedder.input.name]: images });
      embeddings.set(embedding?.data ?? [], start * dimension);
    }
    return { shape: [count, dimension], data: embeddings };
  };
}

/** So few images that their maps stay in the processor's cache, and take little memory beside the training's. */
const EMBEDDED_AT_A_TIME = 4;

/**
 * Parameters whose head begins with the people's mean embeddings by the network as it is before the first step: one of random numbers asks the network
 * to put people where it does not have them, and so to lose what it knows.
 */
export async function beginHeadWithMeans(
  engine: Engine,
  { network, parameters }: Pick<TrainingBegin<AnyTrainSettings>, 'network' | 'parameters'>,
  {
    people,
    crops,
    signal,
  }: { readonly people: readonly Person[]; readonly crops: CropSource; readonly signal: AbortSignal },
): Promise<Weights> {
  const { frozen } = network;
  await using session = await engine.load(frozen, freezeParameters(network, parameters));
  const images = people.flatMap((person, label) => person.images.map((image) => ({ image, label })));
  const [dimension = 0] = parameters.get(`${HEAD}/weights`)?.shape ?? [];
  const sums = emptySums(people.length, dimension);
  for (let start = 0; start < images.length; start += EMBEDDED_AT_A_TIME) {
    if (signal.aborted) return parameters;
    const batch = images.slice(start, start + EMBEDDED_AT_A_TIME);
    const { prelogits } = await session.run({
      [frozen.input.name]: await crops.plain(batch.map(({ image }) => image)),
    });
    if (!prelogits) throw new Error('Expected prelogits');
    addEmbeddings(sums, prelogits, batch.map(({ label }) => label)); // prettier-ignore
  }
  return new Map([...parameters, [`${HEAD}/weights`, headOfMeans(sums)]]);
}

const formOfModel = ({ info: { architecture, dimension, standardisation } }: LoadedNetwork) => ({
  ...{ architecture, dimension, standardisation },
});

async function readTrainable(name: string, folder: string): Promise<LoadedNetwork> {
  const model = await readModel(name, { folder });
  if (model.kind === 'network' && !model.info.quantisation) return model;
  throw usageError(
    `Expected a float32 model whose network facekit describes itself as \`pretrainedModel\` but ${name} is ${model.kind === 'onnx' ? 'an ONNX model' : 'an int8 model'}.`,
  );
}

/** Dropout before the layer that makes the embedding. */
function withDropout(formOf: (layer: LayerOperation) => LayerForm, embedder: Network, keep: number) {
  if (keep >= 1) return formOf;
  const last = embedder.nodes.findLast(({ operation }) => 'layer' in operation)?.operation;
  return (layer: LayerOperation): LayerForm => ({ ...formOf(layer), ...(layer === last && { keep }) });
}

function requireLayers({ name, nodes }: TrainableNetwork, freeze: readonly string[]): void {
  const layers = [...new Set(nodes.flatMap(({ operation }) => ('layer' in operation ? [operation.layer] : [])))];
  const unknown = freeze.find((beginning) => !layers.some((layer) => layer.startsWith(beginning)));
  if (unknown !== undefined)
    throw usageError(
      `Expected beginnings of names of layers for \`freeze\` but no layer of ${name} begins with ${unknown}; it has ${layers.slice(0, MOST_NAMES).join(', ')}${layers.length > MOST_NAMES ? ', …' : ''}.`,
    );
  if (layers.every((layer) => freeze.some((beginning) => layer.startsWith(beginning))))
    throw usageError(`Expected a layer of ${name} that is trained but \`freeze\` names all of them: name fewer.`);
}

const MOST_NAMES = 12;
