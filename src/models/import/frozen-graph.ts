import { FacekitError } from '../../core/errors.ts';
import type { Tensor, Weights } from '../../core/tensor.ts';
import { expectTensors } from './expect-tensors.ts';
import { facenetLayers, type FacenetLayer } from './facenet-layers.ts';
import { foldLayer, type TrainedLayer } from './fold-layer.ts';
import { readGraphDef, readTensorProto, type ConstTensor, type GraphDef } from '../../formats/graph-def.ts';

/** A parameter of the network; whatever else is constant in the graph (epsilons, axes, regularisers) is passed over. */
const PARAMETER = /^InceptionResnetV1\/.*\/(?:weights|biases|BatchNorm\/(?:gamma|beta|moving_mean|moving_variance))$/;

type Lookup = (name: string) => Tensor<Float32Array>;

/**
 * Reads a frozen TensorFlow graph of FaceNet, such as `20180402-114759.pb`: parameters are the Const nodes that bear the names
 * of the variables. Where the graph chooses between batch statistics and moving ones by `phase_train`, the moving ones are
 * taken: phase_train = false. A batch norm with a gamma, which FaceNet's own has not, is folded with it.
 *
 * @returns the canonical weights: batch norm (epsilon 0.001) and residual scales (0.17, 0.10, 0.20, 1.0) folded in.
 * @throws FacekitError `graph-invalid` (not frozen, numbers of another type), `weights-mismatch`, `protobuf-invalid`,
 * `file-truncated`.
 */
export function importFrozenGraph(bytes: Uint8Array, source: string, layers = facenetLayers()): Weights {
  const graph = readGraphDef(bytes, source);
  const parameters = new Map([...graph.constants].filter(([name]) => PARAMETER.test(name)));
  if (parameters.size === 0) refuseUnfrozen(graph, source);
  const expected = new Map(layers.flatMap((layer) => parametersOf(layer)));
  const gammas = new Map(layers.filter(({ batchNorm }) => batchNorm).map((layer) => [gammaOf(layer), [layer.out]]));
  const gammasFound = new Map([...gammas].filter(([name]) => parameters.has(name)));
  const constant = expectTensors<ConstTensor>(parameters, new Map([...expected, ...gammasFound]), { source });
  const tensor = (name: string): Tensor<Float32Array> => readTensorProto(name, constant(name), source);
  return new Map(
    layers.flatMap((layer) => foldLayer(layer, trainedLayer(layer, tensor, gammasFound.has(gammaOf(layer))), source)),
  );
}

/** Name → shape of the variables of a layer; those of a batch norm have no gamma. */
function parametersOf({ name, kind, kernel, in: inputs, out, batchNorm }: FacenetLayer): [string, number[]][] {
  const own = batchNorm ? ['beta', 'moving_mean', 'moving_variance'].map((part) => `BatchNorm/${part}`) : ['biases'];
  return [
    [`${name}/weights`, kind === 'dense' ? [inputs, out] : [...kernel, inputs, out]],
    ...own.map((part): [string, number[]] => [`${name}/${part}`, [out]]),
  ];
}

const gammaOf = ({ name }: FacenetLayer): string => `${name}/BatchNorm/gamma`;

function trainedLayer(layer: FacenetLayer, tensor: Lookup, hasGamma: boolean): TrainedLayer {
  const { name } = layer;
  const weights = tensor(`${name}/weights`);
  if (!layer.batchNorm) return { weights, biases: tensor(`${name}/biases`) };
  const batchNorm = {
    ...(hasGamma ? { gamma: tensor(gammaOf(layer)) } : {}),
    beta: tensor(`${name}/BatchNorm/beta`),
    mean: tensor(`${name}/BatchNorm/moving_mean`),
    variance: tensor(`${name}/BatchNorm/moving_variance`),
  };
  return { weights, batchNorm };
}

function refuseUnfrozen({ variables }: GraphDef, source: string): void {
  if (!variables.some((name) => PARAMETER.test(name))) return;
  throw new FacekitError(
    'graph-invalid',
    `Expected a frozen graph in ${source} but its ${variables.length} variables have no values: freeze the model with ` +
      "FaceNet's freeze_graph.py and import the .pb that it writes.",
  );
}
