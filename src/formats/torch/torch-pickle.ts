import { FacekitError } from '../../core/errors.ts';
import type { ByteReader } from '../byte-reader.ts';
import type { FloatType } from '../float-data.ts';
import { PickleGlobal, PickleObject, type PickleValue } from '../pickle/machine.ts';
import { readPickle } from '../pickle/read-pickle.ts';
import type { StridedLayout } from './strided.ts';

/** The limit of PyTorch. */
const MOST_AXES = 64;

/** Storage types of PyTorch, the bytes of an element, and how it is read where it is a float. */
const STORAGE_TYPES: Readonly<Record<string, { readonly bytes: number; readonly float?: FloatType }>> = {
  HalfStorage: { bytes: 2, float: 'float16' },
  FloatStorage: { bytes: 4, float: 'float32' },
  DoubleStorage: { bytes: 8, float: 'float64' },
  BFloat16Storage: { bytes: 2 },
  BoolStorage: { bytes: 1 },
  ByteStorage: { bytes: 1 },
  CharStorage: { bytes: 1 },
  ShortStorage: { bytes: 2 },
  IntStorage: { bytes: 4 },
  LongStorage: { bytes: 8 },
};

/** Where the numbers of a tensor are: a key to raw bytes elsewhere in the file. */
export class StorageStub extends PickleObject {
  readonly key: string;
  /** PyTorch's name, such as `FloatStorage`. */
  readonly type: string;
  readonly elementBytes: number;
  /** undefined where the elements are no floats that are read. */
  readonly float: FloatType | undefined;

  constructor(key: string, type: string) {
    super();
    this.key = key;
    this.type = type;
    this.elementBytes = STORAGE_TYPES[type]?.bytes ?? 0;
    this.float = STORAGE_TYPES[type]?.float;
  }
}

/** A tensor whose numbers have not been read yet. */
export class TensorStub extends PickleObject {
  readonly storage: StorageStub;
  readonly layout: StridedLayout;

  constructor(storage: StorageStub, layout: StridedLayout) {
    super();
    this.storage = storage;
    this.layout = layout;
  }
}

/** What `torch.save` pickled, with stubs for tensors, and the storages they refer to. */
export interface TorchPickle {
  readonly value: PickleValue;
  /** By key. */
  readonly storages: ReadonlyMap<string, StorageStub>;
}

/**
 * Reads the pickle in a PyTorch file.
 *
 * @throws FacekitError as `readPickle`, and `torch-invalid`.
 */
export function readTorchPickle(reader: ByteReader): TorchPickle {
  const storages = new Map<string, StorageStub>();
  const { source } = reader;
  const value = readPickle(reader, {
    globals: [
      ...Object.keys(STORAGE_TYPES).map((type) => new PickleGlobal(`torch.${type}`)),
      // Before PyTorch 0.4.
      new PickleGlobal('torch._utils._rebuild_tensor', (args) => rebuildTensor(args, source)),
      new PickleGlobal('torch._utils._rebuild_tensor_v2', (args) => rebuildTensor(args, source)),
      new PickleGlobal('torch._utils._rebuild_parameter', ([tensor = null]) => tensor),
    ],
    persistentLoad: (id) => {
      const storage = storageOf(id, source);
      storages.set(storage.key, storage);
      return storage;
    },
  });
  return { value, storages };
}

/** ('storage', type, key, location, count), in the legacy form with a sixth entry for a view, which nobody writes any more. */
function storageOf(id: PickleValue, source: string): StorageStub {
  const [kind, type, key, , , view = null] = Array.isArray(id) ? id : [];
  if (kind !== 'storage' || !(type instanceof PickleGlobal) || typeof key !== 'string' || view !== null)
    throw torchInvalid(source, 'a reference to a storage', 'another one');
  return new StorageStub(key, type.name.replace('torch.', ''));
}

/** `_rebuild_tensor(storage, offset, size, stride)`, of `_rebuild_tensor_v2` two more that say nothing here. */
function rebuildTensor([storage, offset, shape, strides]: readonly PickleValue[], source: string): TensorStub {
  if (!(storage instanceof StorageStub) || !isCount(offset) || !areCounts(shape) || !areCounts(strides))
    throw torchInvalid(source, 'the storage, offset, size and strides of a tensor', 'something else');
  if (shape.length > MOST_AXES || shape.length !== strides.length)
    throw torchInvalid(source, `a tensor of at most ${MOST_AXES} axes, a stride for each`, `one of ${shape.length}`);
  return new TensorStub(storage, { offset, shape, strides });
}

const isCount = (value: PickleValue | undefined): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

const areCounts = (value: PickleValue | undefined): value is number[] => Array.isArray(value) && value.every(isCount);

export const torchInvalid = (source: string, expected: string, found: string): FacekitError =>
  new FacekitError('torch-invalid', `Expected ${expected} in ${source} but found ${found}.`);
