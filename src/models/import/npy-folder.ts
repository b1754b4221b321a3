import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Tensor, Weights } from '../../core/tensor.ts';
import { readRegularFile } from '../../files/regular-file.ts';
import { transpose } from '../../tensor/permute.ts';
import { expectTensors } from './expect-tensors.ts';
import { facenetLayers, type FacenetLayer } from './facenet-layers.ts';
import { foldLayer } from './fold-layer.ts';
import { readNpy } from '../../formats/npy.ts';

type Parameter = Tensor<Float32Array>;

/** The files of one layer in the folder, and the shape of each. */
interface LayerFiles {
  readonly weights: readonly [file: string, shape: readonly number[]];
  readonly biases: readonly [file: string, shape: readonly number[]];
}

/**
 * The names of the `.npy` files of a network (266 for the published one) in the W3C WebNN test data, weights before biases
 * in the order of the layers.
 */
export const npyFileNames = (layers = facenetLayers()): string[] =>
  layers.map(layerFiles).flatMap(({ weights, biases }) => [weights[0], biases[0]]);

/** Reads a folder of the W3C WebNN `.npy` files. Returns and throws as `npyFilesToWeights`; files of other kinds are left alone. */
export async function importNpyFolder(folder: string, layers = facenetLayers()): Promise<Weights> {
  return npyFilesToWeights(await readNpyFiles(folder), folder, layers);
}

/** The published network has 94 MB. */
const MOST_BYTES = 2 ** 30;

/**
 * The `.npy` files of a folder, file name → bytes.
 *
 * @throws FacekitError `not-a-file`, `file-too-large` when all of them together have more than a gigabyte
 */
export async function readNpyFiles(folder: string): Promise<Map<string, Uint8Array>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.npy')).sort();
  const files = new Map<string, Uint8Array>();
  let left = MOST_BYTES;
  for (const name of names) {
    const bytes = await readRegularFile(path.join(folder, name), left);
    left -= bytes.length;
    files.set(name, bytes);
  }
  return files;
}

/**
 * Converts the `.npy` files of the W3C WebNN test data (`models/facenet_nhwc/weights`), file name → bytes: kernels are (out, h,
 * w, in), batch norm and residual scales are folded already.
 *
 * @param source the folder, for messages.
 * @returns the canonical weights.
 * @throws FacekitError `npy-invalid`, `file-truncated`, `weights-mismatch`, `weights-not-finite`.
 */
export function npyFilesToWeights(
  files: ReadonlyMap<string, Uint8Array>,
  source: string,
  layers = facenetLayers(),
): Weights {
  const tensors = new Map([...files].map(([name, bytes]) => [name, readNpy(bytes, path.join(source, name))]));
  const expected = layers.map(layerFiles).flatMap(({ weights, biases }) => [weights, biases]);
  const tensor = expectTensors(tensors, new Map(expected), { source });
  return new Map(
    layers.flatMap((layer) => {
      const { weights, biases } = layerFiles(layer);
      const trained = { weights: toCanonicalOrder(tensor(weights[0])), biases: tensor(biases[0]) };
      return foldLayer({ ...layer, scale: 1 }, trained, source);
    }),
  );
}

function layerFiles(layer: FacenetLayer): LayerFiles {
  const name = fileStem(layer.name);
  const { kernel, in: inputs, out } = layer;
  if (layer.kind === 'dense')
    return {
      weights: [`${name}_kernel_transpose.npy`, [out, inputs]],
      biases: [`${name}_MatMul_bias.npy`, [out]],
    };
  return {
    weights: [`${name}_kernel.npy`, [out, ...kernel, inputs]],
    biases: [`${name}_Conv2D_bias.npy`, [out]],
  };
}

/** `InceptionResnetV1/Repeat_2/block8_3/Branch_0/…` is `Block8_3_Branch_0_…`, and the last block, `Block8`, is `Block8_6`. */
const fileStem = (name: string): string =>
  name
    .replace(/^InceptionResnetV1\//, '')
    .replace(/^Repeat(_\d)?\/b/, 'B')
    .replace(/^Block8\//, 'Block8_6/')
    .replaceAll('/', '_');

/** (out, h, w, in) → (h, w, in, out), and (out, in) → (in, out). */
const toCanonicalOrder = (weights: Parameter): Parameter =>
  transpose(weights, weights.shape.length === 2 ? [1, 0] : [1, 2, 3, 0]);
