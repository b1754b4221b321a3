import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { FacekitError, systemErrorCode } from '../../core/errors.ts';
import type { Weights } from '../../core/tensor.ts';
import { readRegularFile } from '../../files/regular-file.ts';
import { expectTensors } from './expect-tensors.ts';
import { canonicalParameters, facenetLayers, type FacenetLayer } from './facenet-layers.ts';
import { importFrozenGraph } from './frozen-graph.ts';
import { npyFilesToWeights, readNpyFiles } from './npy-folder.ts';
import { importTorch } from './torch-state.ts';
import { parseSafetensors } from '../../formats/safetensors.ts';
import { sniffWeightFile, unknownForm, type WeightFileForm } from './sniff.ts';

/** Weights of FaceNet's Inception-ResNet-v1, and what they were read from. */
export interface ImportedWeights {
  /** Canonical: TensorFlow's names, kernels (h, w, in, out), batch norm and residual scales folded in. */
  readonly weights: Weights;
  readonly form: WeightFileForm | 'npy-folder';
  /** Of the file; of a folder, of the text that `sha256sum *.npy` prints in the order of the names. */
  readonly sha256: string;
}

type Importer = (bytes: Uint8Array, source: string, layers: readonly FacenetLayer[]) => Weights;

const IMPORTERS: Readonly<Record<WeightFileForm, Importer>> = {
  'torch-legacy': importTorch,
  'torch-zip': importTorch,
  'frozen-graph': importFrozenGraph,
  safetensors: importSafetensors,
};

/** The known files have about 94 MB, at most 180 with a classifier. */
const LARGEST_FILE = 2 ** 30;

/**
 * Imports the weights of FaceNet's Inception-ResNet-v1 from a frozen TensorFlow graph, a PyTorch state dict of
 * facenet-pytorch, a `.safetensors` file of canonical names, or a folder of the W3C WebNN `.npy` files. The kind is told from
 * the content, never from the name.
 *
 * @param options.layers the network that is expected. Default: the published one.
 * @throws FacekitError `file-not-found`, `weights-unknown-form`, `weights-mismatch`, `weights-not-finite`, `file-truncated`, and
 * `<format>-invalid` or `pickle-refused` of the readers.
 */
export async function importFacenetWeights(
  path: string,
  { layers = facenetLayers() }: { layers?: readonly FacenetLayer[] } = {},
): Promise<ImportedWeights> {
  const info = await stat(path).catch(refuseMissing(path));
  if (info.isDirectory()) return importFolder(path, layers);
  if (!info.isFile()) throw unknownForm(path, 'a pipe, a socket or a device', 'save it to a file first');
  if (info.size > LARGEST_FILE) throw unknownForm(path, `a file of ${info.size} bytes`, 'it is too large to be one');
  const bytes = await readRegularFile(path, LARGEST_FILE);
  const form = sniffWeightFile(bytes, path);
  return { weights: IMPORTERS[form](bytes, path, layers), form, sha256: sha256(bytes) };
}

async function importFolder(folder: string, layers: readonly FacenetLayer[]): Promise<ImportedWeights> {
  const files = await readNpyFiles(folder);
  if (files.size === 0) throw refuseFolder(folder, await readdir(folder));
  const sums = Array.from(files, ([name, bytes]) => `${sha256(bytes)}  ${name}\n`).join('');
  return { weights: npyFilesToWeights(files, folder, layers), form: 'npy-folder', sha256: sha256(sums) };
}

function importSafetensors(bytes: Uint8Array, source: string, layers: readonly FacenetLayer[]): Weights {
  const { weights } = parseSafetensors(bytes, source);
  expectTensors(weights, new Map(layers.flatMap(canonicalParameters)), { source });
  return weights;
}

/** A folder without `.npy` files often is the one that the file to import lies in. */
function refuseFolder(folder: string, names: readonly string[]): FacekitError {
  if (names.includes('saved_model.pb'))
    return unknownForm(folder, 'a TensorFlow SavedModel', 'freeze it into one GraphDef and import that .pb');
  const file = names.find((name) => /\.(?:pb|pt|pth|safetensors)$/.test(name));
  if (file) return unknownForm(folder, `a folder with ${file} in it`, `import the file ${file}`);
  if (names.some((name) => /^checkpoint$|\.ckpt/.test(name)))
    return unknownForm(folder, 'a TensorFlow checkpoint', 'freeze it with freeze_graph.py and import the .pb');
  return unknownForm(
    folder,
    `a folder without .npy files (${names.slice(0, 3).join(', ') || 'empty'})`,
    'check the path',
  );
}

const sha256 = (content: Uint8Array | string): string => createHash('sha256').update(content).digest('hex');

function refuseMissing(path: string): (error: unknown) => never {
  return (cause) => {
    if (systemErrorCode(cause) !== 'ENOENT') throw cause;
    throw new FacekitError('file-not-found', `Expected weights at ${path} but there is nothing.`, { cause });
  };
}
