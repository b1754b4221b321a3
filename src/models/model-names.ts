import { usageError } from '../core/errors.ts';
import { findKnownModel } from './known-models.ts';

/** A model's name is a file's name on every system, and cannot be taken for a path. */
const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const FILE_ENDING = /\.(safetensors|onnx|pb|pth?|npy|json)$/i;

/** Parts of the file names under which the models of FaceNet's README and of facenet-pytorch are known. */
const RELEASES = [
  ['20180402-114759', 'facenet-vggface2'],
  ['20180408-102900', 'facenet-casia'],
] as const;

/**
 * Checks a name for a model of the cache.
 *
 * @throws FacekitError `usage`
 */
export function requireModelName(name: string): string {
  if (!NAME.test(name) || FILE_ENDING.test(name))
    throw usageError(
      `Expected a model name of at most 64 small letters, digits, dots and dashes such as my-model but received ${name}.`,
    );
  if (findKnownModel(name)?.origin.kind === 'bundled')
    throw usageError(`Expected another name than ${name}, which is a model that comes with facekit.`);
  return name;
}

/** A name for the model of a file: the known one for the releases of FaceNet, else made of the file's. */
export function suggestModelName(file: string): string {
  const stem = (file.split(/[\\/]/).findLast((part) => part !== '') ?? '').replace(FILE_ENDING, '');
  const release = RELEASES.find(([version]) => stem.includes(version));
  if (release) return release[1];
  const name = stem
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+|[._-]+$/g, '')
    .slice(0, 64);
  return name === '' ? 'model' : name;
}

/** Whether what a user calls a model is meant as a file: a name has no slashes and no such ending. */
export const looksLikeModelFile = (text: string): boolean =>
  /[\\/]|\.(safetensors|onnx|h5|hdf5|keras|pb|pt|pth|bin|npz?|pkl|tflite|xml|meta|ckpt|index)$/i.test(text);
