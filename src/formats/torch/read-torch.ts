import type { Tensor } from '../../core/tensor.ts';
import { ByteReader, utf8 } from '../byte-reader.ts';
import { decodeFloats } from '../float-data.ts';
import { formatShape } from '../format-shape.ts';
import type { PickleValue } from '../pickle/machine.ts';
import { readPickle } from '../pickle/read-pickle.ts';
import { gatherStrided } from './strided.ts';
import { readTorchPickle, StorageStub, TensorStub, torchInvalid } from './torch-pickle.ts';
import { listZip, looksLikeZip, readStoredZip } from '../zip.ts';

/** First value of a legacy file, and the protocol number behind it. */
const LEGACY_MAGIC = 0x1950a86a20f9469cfc6cn;
const LEGACY_PROTOCOL = 1001;

/** The raw bytes of a storage. */
type StorageBytes = (storage: StorageStub) => Uint8Array;

/**
 * Reads a PyTorch state dict as `torch.save(model.state_dict(), path)` writes it: the zip form (PyTorch 1.6 on) or the legacy
 * form. A checkpoint with an entry `state_dict` is unwrapped. float16 and float64 become float32; int64 scalars, such as
 * `num_batches_tracked`, are left out. Nothing in the file is run.
 *
 * @returns name → tensor in row-major order. Tensors may share memory.
 * @throws FacekitError `torch-invalid`, `pickle-refused`, `pickle-invalid`, `zip-invalid`, `file-truncated`.
 */
export function readTorchStateDict(bytes: Uint8Array, source: string): Map<string, Tensor<Float32Array>> {
  const { value, storageBytes } = looksLikeZip(bytes) ? readZipForm(bytes, source) : readLegacyForm(bytes, source);
  return readTensors(stateDictOf(value, source), { storageBytes, source, mostCopied: bytes.length / 2 });
}

interface TorchFile {
  readonly value: PickleValue;
  readonly storageBytes: StorageBytes;
}

/** `<name>/data.pkl`, `<name>/data/<key>` and, of late, `<name>/byteorder`. */
function readZipForm(bytes: Uint8Array, source: string): TorchFile {
  const names = listZip(bytes, source);
  if (names.some((name) => name.endsWith('/constants.pkl')))
    throw torchInvalid(
      source,
      'a state dict',
      'a TorchScript archive; save model.state_dict() with torch.save instead',
    );
  const entries = readStoredZip(bytes, source);
  const pickleName = names.find((name) => name.endsWith('/data.pkl'));
  if (!pickleName) throw torchInvalid(source, 'an entry data.pkl', `${names.slice(0, 3).join(', ')} and no such entry`);
  const root = pickleName.slice(0, -'data.pkl'.length);
  const byteOrder = utf8(entries.get(`${root}byteorder`) ?? Buffer.from('little'));
  if (byteOrder !== 'little') throw torchInvalid(source, 'little-endian numbers', `byte order ${byteOrder}`);
  const { value } = readTorchPickle(new ByteReader(entries.get(pickleName) ?? new Uint8Array(), source));
  return {
    value,
    storageBytes: ({ key }) => {
      const storage = entries.get(`${root}data/${key}`);
      if (!storage) throw torchInvalid(source, `an entry ${root}data/${key}`, 'none');
      return storage;
    },
  };
}

/** Four pickles (magic, protocol, system, the value), then a pickled list of storage keys and their counts and raw bytes. */
function readLegacyForm(bytes: Uint8Array, source: string): TorchFile {
  const reader = new ByteReader(bytes, source);
  if (readPickle(reader) !== LEGACY_MAGIC)
    throw torchInvalid(source, 'the magic number of a PyTorch file', 'another value');
  if (readPickle(reader) !== LEGACY_PROTOCOL) throw torchInvalid(source, `protocol ${LEGACY_PROTOCOL}`, 'another one');
  const system = readPickle(reader);
  if (!(system instanceof Map) || system.get('little_endian') !== true)
    throw torchInvalid(source, 'little-endian numbers', 'another byte order');
  const { value, storages } = readTorchPickle(reader);
  const keys = readPickle(reader);
  const raw = new Map<PickleValue, Uint8Array>();
  for (const key of Array.isArray(keys) ? keys : []) {
    const storage = typeof key === 'string' ? storages.get(key) : undefined;
    if (!storage) throw torchInvalid(source, 'storages that tensors refer to', 'another one');
    raw.set(key, reader.take(reader.uint64() * storage.elementBytes));
  }
  return {
    value,
    storageBytes: ({ key }) => {
      const storage = raw.get(key);
      if (!storage) throw torchInvalid(source, `the numbers of storage ${key}`, 'none');
      return storage;
    },
  };
}

function stateDictOf(value: PickleValue, source: string): ReadonlyMap<PickleValue, PickleValue> {
  if (!(value instanceof Map)) throw torchInvalid(source, 'a state dict', 'another object');
  const inner = value.get('state_dict');
  return inner instanceof Map ? inner : value;
}

interface Storages {
  readonly storageBytes: StorageBytes;
  readonly source: string;
  /** Numbers. Tensors that do not lie as they are wanted are copied, and many may show one storage. */
  readonly mostCopied: number;
}

function readTensors(
  stateDict: ReadonlyMap<PickleValue, PickleValue>,
  { storageBytes, source, mostCopied }: Storages,
): Map<string, Tensor<Float32Array>> {
  let copied = 0;
  const readStorage = decodeOnce(storageBytes, source);
  const tensors = new Map<string, Tensor<Float32Array>>();
  for (const [name, stub] of stateDict) {
    if (typeof name !== 'string' || !(stub instanceof TensorStub))
      throw torchInvalid(source, 'named tensors', `${typeof name === 'string' ? name : 'an entry'}, which is none`);
    if (stub.storage.type === 'LongStorage' && stub.layout.shape.length === 0) continue;
    const storage = readStorage(stub.storage, name);
    const tensor = gatherStrided(storage, stub.layout);
    if (!tensor)
      throw torchInvalid(source, `${name} ${formatShape(stub.layout.shape)} within its storage`, 'it reaching beyond');
    if (tensor.data.buffer !== storage.buffer) copied += tensor.data.length;
    if (copied > mostCopied) throw torchInvalid(source, 'tensors of their own numbers', 'many that show the same ones');
    tensors.set(name, tensor);
  }
  return tensors;
}

/** Tensors often share a storage; its numbers are decoded once. */
function decodeOnce(storageBytes: StorageBytes, source: string): (storage: StorageStub, name: string) => Float32Array {
  const decoded = new Map<string, Float32Array>();
  return (storage, name) => {
    const { key, float, type } = storage;
    if (!float) throw torchInvalid(source, `float16, float32 or float64 numbers for ${name}`, `a ${type}`);
    const numbers = decoded.get(key) ?? decodeFloats(storageBytes(storage), float);
    decoded.set(key, numbers);
    return numbers;
  };
}
