import { FacekitError } from '../../core/errors.ts';
import { looksLikeGraphDef } from '../../formats/graph-def.ts';
import { looksLikeOnnx } from '../../formats/onnx-inspect.ts';
import { listZip, looksLikeZip } from '../../formats/zip.ts';
import { type ForeignKind, foreignKind } from '../foreign-files.ts';

/** The kinds of file that FaceNet's weights are imported from. */
export type WeightFileForm = 'torch-legacy' | 'torch-zip' | 'frozen-graph' | 'safetensors';

/** What FaceNet's weights are imported from, for messages. */
const FACENET_FORMS =
  'weights of FaceNet (a frozen TensorFlow .pb, a PyTorch state dict, .safetensors, or a folder of .npy files)';
/** So much of a file is looked at to know PyTorch's. */
const HEAD_BYTES = 32;
/** Headers of safetensors files are far shorter. */
const LONGEST_SAFETENSORS_HEADER = 100_000_000;

const TORCH_MAGIC = '\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19';

/**
 * Tells the kind of a weight file from its content.
 *
 * @param wanted what is expected, for messages. Default: weights of FaceNet.
 * @throws FacekitError `weights-unknown-form` that says what the file seems to be and what to do; `zip-invalid`.
 */
export function sniffWeightFile(bytes: Uint8Array, source: string, wanted = FACENET_FORMS): WeightFileForm {
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString('latin1');
  if (looksLikeZip(bytes)) return sniffZip(listZip(bytes, source), source, wanted);
  if (head.startsWith('\x80') && head.includes(TORCH_MAGIC)) return 'torch-legacy';
  if (looksLikeSafetensors(bytes)) return 'safetensors';
  if (looksLikeGraphDef(bytes, source)) return 'frozen-graph';
  const [what, remedy] = otherKind(bytes, source);
  throw unknownForm(source, what, remedy, wanted);
}

function sniffZip(names: readonly string[], source: string, wanted: string): WeightFileForm {
  if (names.some((name) => name.endsWith('/data.pkl'))) return 'torch-zip';
  const graph = names.find((name) => name.endsWith('.pb'));
  if (graph) throw unknownForm(source, `a zip archive with ${graph} in it`, 'unpack it and import that file', wanted);
  if (names.some((name) => name.endsWith('.npy')))
    throw unknownForm(source, 'an .npz or zipped .npy files', 'unpack it and import the folder', wanted);
  throw unknownForm(source, `a zip archive (${names.slice(0, 3).join(', ')})`, 'unpack it first', wanted);
}

function otherKind(bytes: Uint8Array, source: string): ForeignKind {
  if (looksLikeOnnx(bytes, source)) return ['an ONNX model', 'import it as a model of its own'];
  const known = foreignKind(bytes, source);
  if (known) return known;
  const first = Buffer.from(bytes.subarray(0, 8)).toString('hex');
  return [`bytes of no such kind (${first}…)`, 'check where the file comes from'];
}

function looksLikeSafetensors(bytes: Uint8Array): boolean {
  if (bytes.length < 9 || bytes[8] !== 0x7b) return false;
  return Buffer.from(bytes.subarray(0, 8)).readBigUInt64LE() <= LONGEST_SAFETENSORS_HEADER;
}

export const unknownForm = (source: string, found: string, remedy: string, wanted = FACENET_FORMS): FacekitError =>
  new FacekitError('weights-unknown-form', `Expected ${wanted} at ${source} but found ${found}: ${remedy}.`);
