import type { Tensor, Weights } from '../../core/tensor.ts';
import { transpose } from '../../tensor/permute.ts';
import { expectTensors } from './expect-tensors.ts';
import { facenetLayers, type FacenetLayer } from './facenet-layers.ts';
import { foldLayer, type TrainedLayer } from './fold-layer.ts';
import { readTorchStateDict } from '../../formats/torch/read-torch.ts';

type Lookup = (name: string) => Tensor<Float32Array>;

/** A layer, and the names of its module and of its batch norm in facenet-pytorch. */
interface TorchLayer {
  readonly layer: FacenetLayer;
  readonly module: string;
  readonly norm: string;
}

/**
 * Reads a state dict of facenet-pytorch's `InceptionResnetV1`, such as `20180402-114759-vggface2.pt`, in either form that
 * PyTorch writes. The classifier (`logits`) is left out.
 *
 * @returns the canonical weights: batch norm (epsilon 0.001) and residual scales (0.17, 0.10, 0.20, 1.0) folded in.
 * @throws FacekitError `weights-mismatch`, and as `readTorchStateDict`.
 */
export function importTorch(bytes: Uint8Array, source: string, layers = facenetLayers()): Weights {
  const modules = torchLayers(layers);
  const tensor = expectTensors(readTorchStateDict(bytes, source), new Map(modules.flatMap(parametersOf)), {
    source,
    ignore: (name) => name.startsWith('logits.'),
  });
  return new Map(modules.flatMap((module) => foldLayer(module.layer, trainedLayer(module, tensor), source)));
}

/** Name → shape of what PyTorch keeps of a layer; kernels are (out, in, h, w). */
function parametersOf({ layer, module, norm }: TorchLayer): [string, number[]][] {
  const { in: inputs, out, kernel, kind, batchNorm } = layer;
  const own = batchNorm
    ? ['weight', 'bias', 'running_mean', 'running_var'].map((name) => `${norm}.${name}`)
    : [`${module}.bias`];
  return [
    [`${module}.weight`, kind === 'dense' ? [out, inputs] : [out, inputs, ...kernel]],
    ...own.map((name): [string, number[]] => [name, [out]]),
  ];
}

function trainedLayer({ layer, module, norm }: TorchLayer, tensor: Lookup): TrainedLayer {
  const weights = transpose(tensor(`${module}.weight`), layer.kind === 'dense' ? [1, 0] : [2, 3, 1, 0]);
  if (!layer.batchNorm) return { weights, biases: tensor(`${module}.bias`) };
  const batchNorm = {
    gamma: tensor(`${norm}.weight`),
    beta: tensor(`${norm}.bias`),
    mean: tensor(`${norm}.running_mean`),
    variance: tensor(`${norm}.running_var`),
  };
  return { weights, batchNorm };
}

/** facenet-pytorch numbers the convolutions of a branch from 0, and leaves the number out where there is only one. */
function torchLayers(layers: readonly FacenetLayer[]): TorchLayer[] {
  return layers.map((layer) => {
    const siblings = layers.filter(({ name }) => scopeOf(name) === scopeOf(layer.name));
    const index = siblings.length > 1 ? `.${siblings.indexOf(layer)}` : '';
    return { layer, ...modulesOf(layer, index) };
  });
}

function modulesOf({ name, kind, batchNorm }: FacenetLayer, index: string): { module: string; norm: string } {
  if (kind === 'dense') return { module: 'last_linear', norm: 'last_bn' };
  const scope = scopeOf(name)
    .replace('InceptionResnetV1', '')
    .replace(
      /^\/Repeat(?:_(\d))?\/block\d+_(\d+)/,
      (_, repeat = 0, n) => `/repeat_${Number(repeat) + 1}.${Number(n) - 1}`,
    )
    .replace('/Branch_', '.branch')
    .replace('/', '')
    .toLowerCase();
  if (!batchNorm) return { module: `${scope}.conv2d`, norm: '' };
  const module = scope === '' ? stemModule(name) : `${scope}${index}`;
  return { module: `${module}.conv`, norm: `${module}.bn` };
}

/** `…/Conv2d_1a_3x3` is `conv2d_1a`. */
const stemModule = (name: string): string => name.replace(/.*\/Conv2d_(\w+)_\dx\d$/, 'conv2d_$1');

const scopeOf = (name: string): string => name.slice(0, name.lastIndexOf('/'));
