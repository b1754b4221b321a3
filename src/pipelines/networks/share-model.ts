import type { Weights } from '../../core/tensor.ts';
import type { LoadedModel } from '../../models/model-info.ts';

/** The same model with its weights in shared memory: handed to worker threads, they are not copied. */
export function shareModel(model: LoadedModel): LoadedModel {
  if (model.kind === 'onnx') {
    const onnx = new Uint8Array(new SharedArrayBuffer(model.onnx.length));
    onnx.set(model.onnx);
    return { ...model, onnx };
  }
  return { ...model, weights: shareWeights(model.weights) };
}

function shareWeights(weights: Weights): Weights {
  const shared = new Float32Array(new SharedArrayBuffer(weightBytes(weights)));
  let start = 0;
  return new Map(
    Array.from(weights, ([name, { shape, data }]) => {
      const view = shared.subarray(start, start + data.length);
      view.set(data);
      start += data.length;
      return [name, { shape, data: view }];
    }),
  );
}

/** Bytes of a model's weights in memory. */
export const sizeOfModel = (model: LoadedModel): number =>
  model.kind === 'onnx' ? model.onnx.length : weightBytes(model.weights);

const weightBytes = (weights: Weights): number =>
  [...weights.values()].reduce((bytes, { data }) => bytes + data.byteLength, 0);
