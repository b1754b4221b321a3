import type { Weights } from '../../core/tensor.ts';
import { expectTensors } from './expect-tensors.ts';
import { facenetLayers, type FacenetLayer } from './facenet-layers.ts';
import { foldLayer } from './fold-layer.ts';
import { channelParameters, readTrainedLayer, type TorchLayer } from './torch-layer.ts';
import { readTorchStateDict } from '../../formats/torch/read-torch.ts';

/** A layer with its names in facenet-pytorch. */
interface FacenetModule extends TorchLayer {
  readonly layer: FacenetLayer;
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
  return new Map(
    modules.flatMap((module) => foldLayer(module.layer, readTrainedLayer(module, tensor, formOf(module)), source)),
  );
}

/** Name → shape of what PyTorch keeps of a layer; kernels are (out, in, h, w). */
function parametersOf(module: FacenetModule): [string, number[]][] {
  const { in: inputs, out, kernel, kind } = module.layer;
  return [
    [`${module.module}.weight`, kind === 'dense' ? [out, inputs] : [out, inputs, ...kernel]],
    ...channelParameters(module).map((name): [string, number[]] => [name, [out]]),
  ];
}

/** Kernels are (out, in, height, width). */
const formOf = ({ layer }: FacenetModule) => ({ order: layer.kind === 'dense' ? [1, 0] : [2, 3, 1, 0] });

/** facenet-pytorch numbers the convolutions of a branch from 0, and leaves the number out where there is only one. */
function torchLayers(layers: readonly FacenetLayer[]): FacenetModule[] {
  return layers.map((layer) => {
    const siblings = layers.filter(({ name }) => scopeOf(name) === scopeOf(layer.name));
    const index = siblings.length > 1 ? `.${siblings.indexOf(layer)}` : '';
    return { layer, ...modulesOf(layer, index) };
  });
}

function modulesOf({ name, kind, batchNorm }: FacenetLayer, index: string): TorchLayer {
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
  if (!batchNorm) return { module: `${scope}.conv2d` };
  const module = scope === '' ? stemModule(name) : `${scope}${index}`;
  return { module: `${module}.conv`, norm: `${module}.bn` };
}

/** `…/Conv2d_1a_3x3` is `conv2d_1a`. */
const stemModule = (name: string): string => name.replace(/.*\/Conv2d_(\w+)_\dx\d$/, 'conv2d_$1');

const scopeOf = (name: string): string => name.slice(0, name.lastIndexOf('/'));
