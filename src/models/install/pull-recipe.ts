import path from 'node:path';
import { usageError } from '../../core/errors.ts';
import { sizeOf, type Weights } from '../../core/tensor.ts';
import type { ExpectedFile } from '../../files/download/fetch-verified.ts';
import { readTextFile } from '../../files/regular-file.ts';
import { MODELS_FOLDER } from '../bundled.ts';
import { canonicalParameters, facenetLayers } from '../import/facenet-layers.ts';
import { npyFileNames, npyFilesToWeights } from '../import/npy-folder.ts';
import { findKnownModel, KNOWN_MODELS } from '../known-models.ts';
import type { ModelSource, NetworkInfo } from '../model-info.ts';
import { hashBytes } from '../onnx-file.ts';

/** How a model comes about that is fetched in many files. */
export interface PullRecipe {
  readonly info: NetworkInfo;
  /** Folders with the files, in the order in which they are tried. */
  readonly addresses: readonly string[];
  readonly files: readonly RemoteFile[];
  toWeights(files: ReadonlyMap<string, Uint8Array>, source: string): Weights;
  readonly source: ModelSource;
}

export interface RemoteFile extends ExpectedFile {
  readonly name: string;
}

const W3C_TEST_DATA = [
  'https://webmachinelearning.github.io/test-data/models/facenet_nhwc/weights',
  'https://raw.githubusercontent.com/webmachinelearning/test-data/main/models/facenet_nhwc/weights',
  'https://d3i5xkfad89fac.cloudfront.net/test-data/models/facenet_nhwc/weights',
];

/** A `.npy` header has 128 bytes, or a little more with a long shape. */
const LONGEST_NPY_HEADER = 4096;

/**
 * How to pull a model by name.
 *
 * @throws FacekitError `usage` when it is none that can be pulled.
 */
export async function pullRecipe(name: string): Promise<PullRecipe> {
  const info = findKnownModel(name);
  if (info?.role === 'embedder' && info.origin.kind === 'download') return npyRecipe(info);
  const pullable = KNOWN_MODELS.filter(({ origin }) => origin.kind === 'download').map((model) => model.name);
  throw usageError(`Expected ${pullable.join(' or ')} as the model to pull but received ${name}${reasonFor(info)}.`);
}

/** The `.npy` files of the W3C WebNN test data; `models/<name>.sha256` lists them as `sha256sum *.npy` does. */
async function npyRecipe(info: NetworkInfo): Promise<PullRecipe> {
  const list = await readTextFile(path.join(MODELS_FOLDER, `${info.name}.sha256`));
  const sums = parseSums(list);
  const layers = facenetLayers();
  const sizes = layers.flatMap(canonicalParameters).map(([, shape]) => sizeOf(shape));
  const files = npyFileNames(layers).map((name, i) => {
    const sha256 = sums.get(name);
    if (sha256 === undefined) throw new Error(`the list of checksums has no ${name}`);
    return { name, sha256, maxBytes: LONGEST_NPY_HEADER + (sizes[i] ?? 0) * Float32Array.BYTES_PER_ELEMENT };
  });
  return {
    info,
    addresses: W3C_TEST_DATA,
    files,
    toWeights: npyFilesToWeights,
    source: { form: 'npy-folder', sha256: hashBytes(list) },
  };
}

/** File name → SHA-256, from lines `<sum>  <name>`. */
function parseSums(text: string): ReadonlyMap<string, string> {
  const lines = text.split('\n').map((line) => /^([0-9a-f]{64}) [ *](.+)$/.exec(line) ?? []);
  return new Map(lines.flatMap(([, sum, name]) => (sum === undefined || name === undefined ? [] : [[name, sum]])));
}

function reasonFor(info: ReturnType<typeof findKnownModel>): string {
  if (info?.origin.kind === 'bundled') return ', which comes with facekit';
  if (info?.origin.kind === 'import')
    return `, which cannot be pulled (use \`facekit models import FILE --name ${info.name}\`)`;
  return '';
}
