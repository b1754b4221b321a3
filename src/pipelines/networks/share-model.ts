import { type LoweredModel, lowerEmbedder } from '../../facenet/networks/open-embedding-network.ts';
import type { LoadedModel, LoadedOnnx } from '../../models/model-info.ts';
import type { Standardisation } from '../../tensor/network.ts';

/** A model that worker threads open without computing or copying anything first: made ready for ONNX Runtime, in shared memory. */
export type SharedModel = LoweredModel | LoadedOnnx;

/** Makes a model ready for ONNX Runtime, and puts its weights into shared memory. Throws as `lowerEmbedder`. */
export function shareModel(model: LoadedModel, standardisation?: Standardisation): SharedModel {
  // The runtime takes the message itself only from memory of its own thread.
  if (model.kind === 'onnx') return model;
  const lowered = lowerEmbedder(model, standardisation);
  return { ...lowered, externalData: shareAll(lowered.externalData) };
}

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
