import type { Tensor, Weights } from '../../core/tensor.ts';
import { readTorchStateDict } from '../../formats/torch/read-torch.ts';
import { expectTensors } from './expect-tensors.ts';
import { foldLayer } from './fold-layer.ts';
import { type SrnLayer, srnLayers } from './srn-layers.ts';
import { channelParameters, readTrainedLayer } from './torch-layer.ts';

type Parameter = Tensor<Float32Array>;

/** What `torch.nn.DataParallel` puts before every name. */
const PARALLEL = 'module.';
/** Kernels are (out, in, height, width); epsilon is that of PyTorch's batch norms. */
const FORM = { order: [2, 3, 1, 0], epsilon: 1e-5 };
/** Mean and standard deviation of the colours of ImageNet, of numbers from 0 to 1. */
const MEAN = [0.485, 0.456, 0.406];
const DEVIATION = [0.229, 0.224, 0.225];

/**
 * Reads a state dict of the authors' SRN, in either form that PyTorch writes, alone or under `state_dict` in a checkpoint.
 *
 * @returns the canonical weights: batch norms folded in, and a layer `colours` that gives pixels the mean and deviation of ImageNet.
 * @throws FacekitError `weights-mismatch`, and as `readTorchStateDict`.
 */
export const importSrn = (bytes: Uint8Array, source: string, layers = srnLayers()): Weights =>
  foldSrn(readTorchStateDict(bytes, source), source, layers);

/** The same of tensors by their names in the state dict. */
export function foldSrn(state: ReadonlyMap<string, Parameter>, source: string, layers = srnLayers()): Weights {
  const found = withoutPrefix(state);
  const tensor = expectTensors(found, new Map(layers.flatMap(parametersOf)), { source, network: 'SRN' });
  return new Map([
    ...imagenetColours(),
    ...layers.flatMap((layer) => foldLayer(layer, readTrainedLayer(layer, tensor, FORM), source)),
  ]);
}

function withoutPrefix(tensors: ReadonlyMap<string, Parameter>): ReadonlyMap<string, Parameter> {
  if (![...tensors.keys()].every((name) => name.startsWith(PARALLEL))) return tensors;
  return new Map([...tensors].map(([name, tensor]) => [name.slice(PARALLEL.length), tensor]));
}

/** Name → shape of what PyTorch keeps of a layer; kernels are (out, in, h, w). */
function parametersOf(layer: SrnLayer): [string, number[]][] {
  const { module, kernel, in: inputs, out } = layer;
  const own = channelParameters(layer);
  return [[`${module}.weight`, [out, inputs, ...kernel]], ...own.map((name): [string, number[]] => [name, [out]])];
}

/** (x / 255 − mean) / deviation as a 1×1 depthwise convolution. */
export function imagenetColours(): [string, Parameter][] {
  const weights = Float32Array.from(DEVIATION, (deviation) => 1 / (255 * deviation));
  const biases = Float32Array.from(MEAN, (mean, i) => -mean / (DEVIATION[i] ?? 1));
  return [
    ['colours/weights', { shape: [1, 1, 3, 1], data: weights }],
    ['colours/biases', { shape: [3], data: biases }],
  ];
}
