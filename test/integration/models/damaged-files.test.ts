import { describe, expect, test } from '@jest/globals';
import { FacekitError } from '../../../src/core/errors.ts';
import { facenetLayers } from '../../../src/models/import/facenet-layers.ts';
import { importFrozenGraph } from '../../../src/models/import/frozen-graph.ts';
import { importTorch } from '../../../src/models/import/torch-state.ts';
import { inspectOnnx } from '../../../src/formats/onnx-inspect.ts';
import { sniffWeightFile } from '../../../src/models/import/sniff.ts';
import { readTorchStateDict } from '../../../src/formats/torch/read-torch.ts';
import { readWeightFixture } from '../../support/networks/weights.ts';

const layers = facenetLayers({ width: 1 / 32 });
/** Places at which a file is cut, or changed; it is changed at fewer where it takes long to read. */
const PLACES = 200;
const PLACES_OF_LARGE = 40;
const LARGE_BYTES = 100_000;

type Reader = (bytes: Uint8Array) => unknown;
const FILES: readonly (readonly [name: string, read: Reader])[] = [
  ['facenet-slim.zip.pt', (bytes) => importTorch(bytes, 'damaged', layers)],
  ['facenet-slim.legacy.pt', (bytes) => importTorch(bytes, 'damaged', layers)],
  ['facenet-slim.pb', (bytes) => importFrozenGraph(bytes, 'damaged', layers)],
  ['containers.zip.pt', (bytes) => readTorchStateDict(bytes, 'damaged')],
  ['containers.legacy.pt', (bytes) => readTorchStateDict(bytes, 'damaged')],
  ['containers.protocol4.pt', (bytes) => readTorchStateDict(bytes, 'damaged')],
  ['embedder.onnx', (bytes) => inspectOnnx(bytes, 'damaged')],
];

/** A fixed sequence of numbers below 2³² (Knuth's multiplier), so that a failure can be seen again. */
function* pseudoRandom(): Generator<number, never> {
  for (let state = 1; ;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state;
  }
}

/** What reading ends in: the error, or undefined. Tells the kind of the file first, as an import does. */
function outcome(bytes: Uint8Array, read: Reader): unknown {
  try {
    sniffWeightFile(bytes, 'damaged');
  } catch (error) {
    if (!(error instanceof FacekitError)) return error;
  }
  try {
    read(bytes);
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('a damaged file is a FacekitError or reads', () => {
  test.each(FILES)('%s, whole', (name, read) => {
    expect(outcome(readWeightFixture(name), read)).toBeUndefined();
  });

  test.each(FILES)('%s, cut off', (name, read) => {
    const bytes = readWeightFixture(name);
    for (let place = 0; place < PLACES; place++) {
      const length = Math.floor((bytes.length * place) / PLACES);
      expect([length, outcome(bytes.subarray(0, length), read)]).toEqual([length, expect.any(FacekitError)]);
    }
  });

  test.each(FILES)('%s, with bytes changed', (name, read) => {
    const original = readWeightFixture(name);
    const random = pseudoRandom();
    const headOnly = Math.min(original.length, 2048); // where most of the structure is
    const places = original.length > LARGE_BYTES ? PLACES_OF_LARGE : PLACES;
    const unexpected: unknown[] = [];
    for (let i = 0; i < places; i++) {
      const bytes = new Uint8Array(original);
      const place = random.next().value % (i % 2 ? original.length : headOnly);
      bytes[place] = random.next().value >>> 24;
      const error = outcome(bytes, read);
      if (error !== undefined && !(error instanceof FacekitError)) unexpected.push([place, bytes[place], error]);
    }
    expect(unexpected).toEqual([]);
  });
});
