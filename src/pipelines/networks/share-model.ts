import { leaveOpening, ownGate } from '../../core/process/native-gate.ts';
import type { LoweredModel, PreparedModel } from '../../facenet/networks/open-embedding-network.ts';
import type { LoadedModel, LoadedOnnx } from '../../models/model-info.ts';
import { connectPort, serveAtPort, type TaskPort } from '../workers/port-tasks.ts';

/** A model that worker threads open without computing anything first: made ready for ONNX Runtime, in a file or in shared memory. */
export type SharedModel = LoweredModel | PreparedModel | LoadedOnnx;

/** Puts the weights of a lowered model into shared memory; of others the file, or the message, is read by each thread. */
export const shareModel = (model: SharedModel): SharedModel =>
  model.kind === 'lowered' ? { ...model, externalData: shareAll(model.externalData) } : model;

/** A shared model that comes as soon as it is ready, so that a thread can start meanwhile. */
export interface ComingModel {
  readonly kind: 'coming';
  readonly port: TaskPort<null, SharedModel>;
}

/** What a thread is started with to get a model later. */
export const sendModel = (model: Promise<SharedModel>): ComingModel => ({
  kind: 'coming',
  port: serveAtPort(() => model),
});

/** Waits for the model, in a thread that has loaded what it begins with: it may be ended meanwhile. Throws why there is none. */
export async function receiveModel({ port }: ComingModel): Promise<SharedModel> {
  if (ownGate) leaveOpening(ownGate);
  const sender = connectPort(port);
  try {
    return await sender.run(null);
  } finally {
    await sender.close();
  }
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
