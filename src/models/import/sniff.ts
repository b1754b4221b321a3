import { FacekitError } from '../../core/errors.ts';
import { looksLikeGraphDef } from '../../formats/graph-def.ts';
import { NPY_MAGIC } from '../../formats/npy.ts';
import { looksLikeOnnx } from '../../formats/onnx-inspect.ts';
import { listZip, looksLikeZip } from '../../formats/zip.ts';

/** The kinds of file that FaceNet's weights are imported from. */
export type WeightFileForm = 'torch-legacy' | 'torch-zip' | 'frozen-graph' | 'safetensors';

/** So much of a file is looked at to know its kind. */
const HEAD_BYTES = 512;
/** Headers of safetensors files are far shorter. */
const LONGEST_SAFETENSORS_HEADER = 100_000_000;

const TORCH_MAGIC = '\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19';

/** Kinds of file that people have by mistake: how they begin, what they are, and what to do. */
const FOREIGN: readonly (readonly [begins: RegExp | string, what: string, remedy: string])[] = [
  [/^$/, 'an empty file', 'fetch it again'],
  [/^version https:\/\/git-lfs/, 'a Git LFS pointer', 'run `git lfs pull` to fetch the file it stands for'],
  [
    /^\s*<(?:!doctype|html|head|\?xml)/i,
    'a web page',
    'the download gave a page in place of the file; open the link in a browser',
  ],
  [
    /^model_checkpoint_path/,
    'the list of a TensorFlow checkpoint',
    'freeze the model with freeze_graph.py and import the .pb',
  ],
  ['\x08\x01\x12', 'a TensorFlow SavedModel', 'freeze it into one GraphDef and import that .pb'],
  ['\x89HDF', 'an HDF5 (Keras) file', 'import the .pb or .pt of the model instead'],
  [/^[^]{4}TFL3/, 'a TensorFlow Lite model', 'import the .pb or .pt of the model instead'],
  ['\x1f\x8b', 'a gzip archive', 'unpack it first'],
  ['\x80', 'a Python pickle that PyTorch did not write', 'save a state dict with torch.save'],
  [/^\s*[[{]/, 'a JSON text', 'import the weights themselves'],
];

/**
 * Tells the kind of a weight file from its content.
 *
 * @throws FacekitError `weights-unknown-form` that says what the file seems to be and what to do; `zip-invalid`.
 */
export function sniffWeightFile(bytes: Uint8Array, source: string): WeightFileForm {
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString('latin1');
  if (looksLikeZip(bytes)) return sniffZip(listZip(bytes, source), source);
  if (head.startsWith('\x80') && head.slice(0, 32).includes(TORCH_MAGIC)) return 'torch-legacy';
  if (looksLikeSafetensors(bytes)) return 'safetensors';
  if (looksLikeGraphDef(bytes, source)) return 'frozen-graph';
  const [what, remedy] = foreignKind(bytes, head, source);
  throw unknownForm(source, what, remedy);
}

function sniffZip(names: readonly string[], source: string): WeightFileForm {
  if (names.some((name) => name.endsWith('/data.pkl'))) return 'torch-zip';
  const graph = names.find((name) => name.endsWith('.pb'));
  if (graph) throw unknownForm(source, `a zip archive with ${graph} in it`, 'unpack it and import that file');
  if (names.some((name) => name.endsWith('.npy')))
    throw unknownForm(source, 'an .npz or zipped .npy files', 'unpack it and import the folder');
  throw unknownForm(source, `a zip archive (${names.slice(0, 3).join(', ')})`, 'unpack it first');
}

function foreignKind(bytes: Uint8Array, head: string, source: string): readonly [what: string, remedy: string] {
  if (NPY_MAGIC.every((byte, i) => byte === bytes[i]))
    return ['one .npy file', 'import the folder that holds all of them'];
  if (looksLikeOnnx(bytes, source)) return ['an ONNX model', 'import it as a model of its own'];
  const known = FOREIGN.find(([begins]) => (typeof begins === 'string' ? head.startsWith(begins) : begins.test(head)));
  if (known) return [known[1], known[2]];
  const first = Buffer.from(bytes.subarray(0, 8)).toString('hex');
  return [`bytes of no such kind (${first}…)`, 'check where the file comes from'];
}

function looksLikeSafetensors(bytes: Uint8Array): boolean {
  if (bytes.length < 9 || bytes[8] !== 0x7b) return false;
  return Buffer.from(bytes.subarray(0, 8)).readBigUInt64LE() <= LONGEST_SAFETENSORS_HEADER;
}

export const unknownForm = (source: string, found: string, remedy: string): FacekitError =>
  new FacekitError(
    'weights-unknown-form',
    `Expected weights of FaceNet (a frozen TensorFlow .pb, a PyTorch state dict, .safetensors, or a folder of .npy files) at ` +
      `${source} but found ${found}: ${remedy}.`,
  );
