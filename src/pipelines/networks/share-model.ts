import type { LoweredModel, PreparedModel } from '../../facenet/networks/open-embedding-network.ts';
import type { LoadedModel, LoadedOnnx } from '../../models/model-info.ts';

/** A model that worker threads open without computing anything first: made ready for ONNX Runtime, in a file or in shared memory. */
export type SharedModel = LoweredModel | PreparedModel | LoadedOnnx;

/** Puts the weights of a lowered model into shared memory; of others the file, or the message, is read by each thread. */
export const shareModel = (model: SharedModel): SharedModel =>
  model.kind === 'lowered' ? { ...model, externalData: shareAll(model.externalData) } : model;

const ALIGNMENT = 64;
const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

function shareAll(data: ReadonlyMap<string, Uint8Array>): ReadonlyMap<string, Uint8Array> {
  const total = [...data.values()].reduce((sum, { byteLength }) => sum + aligned(byteLength), 0);
  const memory = new SharedArrayBuffer(total);
  let start = 0;
  return new Map(
    Array.from(data, ([name, bytes]) => {
      const view = new Uint8Array(memory, start, bytes.byteLength);
      view.set(bytes);
      start += aligned(bytes.byteLength);
      return [name, view];
    }),
  );
}

/** Bytes of a model's weights in memory. */
export const sizeOfModel = (model: LoadedModel): number =>
  model.kind === 'onnx'
    ? model.onnx.length
    : [...model.weights.values()].reduce((bytes, { data }) => bytes + data.byteLength, 0);
