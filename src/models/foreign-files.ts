import { NPY_MAGIC } from '../formats/npy.ts';
import { looksLikeZip } from '../formats/zip.ts';

/** What a file is, and what to do with it. */
export type ForeignKind = readonly [what: string, remedy: string];

/** So much of a file is looked at to know its kind. */
const HEAD_BYTES = 512;

const CONVERT =
  'it cannot be read; convert the model to ONNX (`tf2onnx`), or take the .pb or .pt that it was made from';

/** Kinds of file that people have by mistake: how they begin, what they are, and what to do. */
const FOREIGN: readonly (readonly [begins: RegExp | string, what: string, remedy: string])[] = [
  [/^$/, 'an empty file', 'fetch it again'],
  [/^version https:\/\/git-lfs/, 'a Git LFS pointer', 'run `git lfs pull` to fetch the file it stands for'],
  [
    /^[^]*<opencv_storage/,
    'an OpenCV cascade or network in XML',
    'it holds no embedder; take weights of FaceNet or an ONNX model',
  ],
  [
    /^\s*(?:<\?xml[^>]*>\s*)?<net\s/,
    'the description of an OpenVINO model',
    'it cannot be read; take the ONNX model that it was made from',
  ],
  [
    /^\s*<(?:!doctype|html|head)|^\s*<\?xml[^>]*>\s*<(?:!doctype\s+html|html)/i,
    'a web page',
    'the download gave a page in place of the file; open the link in a browser',
  ],
  [/^\s*<\?xml/, 'an XML text', 'take weights of FaceNet or an ONNX model'],
  [
    /^model_checkpoint_path/,
    'the list of a TensorFlow checkpoint',
    'freeze the model with freeze_graph.py and import the .pb',
  ],
  ['\x08\x01\x12', 'a TensorFlow SavedModel', 'freeze it into one GraphDef and import that .pb'],
  ['\x89HDF', 'a Keras HDF5 file', CONVERT],
  [/^[^]{4}TFL3/, 'a TensorFlow Lite model', CONVERT],
  ['\x1f\x8b', 'a gzip archive', 'unpack it first'],
  ['\x80', 'a Python pickle that PyTorch did not write', 'save a state dict with torch.save'],
  [/^\s*[[{]/, 'a JSON text', 'import the weights themselves'],
];

/** Parts of a TensorFlow checkpoint, which only their names tell apart from other files. */
const CHECKPOINT = /\.(?:meta|index|ckpt|data-\d+-of-\d+)$/i;

/** What a file is that is no model; undefined when nothing is known of its beginning. */
export function foreignKind(bytes: Uint8Array, source: string): ForeignKind | undefined {
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString('latin1');
  if (NPY_MAGIC.every((byte, i) => byte === bytes[i]))
    return ['one .npy file', 'import the folder that holds all of them'];
  const known = FOREIGN.find(([begins]) => (typeof begins === 'string' ? head.startsWith(begins) : begins.test(head)));
  if (known) return [known[1], known[2]];
  if (CHECKPOINT.test(source))
    return ['a part of a TensorFlow checkpoint', 'freeze the model with freeze_graph.py and import the .pb'];
  return undefined;
}

/** What a file is that facekit did not write, among those that can be imported too. */
export function unwrittenKind(bytes: Uint8Array, source: string): ForeignKind | undefined {
  // Eight bytes of length, then JSON.
  if (bytes[8] === 0x7b) return undefined;
  const importable = looksLikeZip(bytes) || /\.(?:pb|pt|pth|bin)$/i.test(source);
  const kind = foreignKind(bytes, source);
  if (kind && !(importable && kind[0].includes('pickle'))) return kind;
  return importable ? ['weights that are not imported yet', 'run `facekit models import FILE` with it'] : undefined;
}
