import type { Embedding } from '../../core/embedding.ts';
import type { RgbImage } from '../../core/image.ts';
import type { Embedder, EmbedOptions } from '../../facenet/embedder.ts';
import type { StoredModelInfo } from '../../models/model-info.ts';
import type { FaceEmbedder } from '../collection/image-work.ts';
import { connectPort, serveAtPort, type TaskPort } from '../workers/port-tasks.ts';

interface EmbedTask {
  readonly faces: readonly RgbImage[];
  readonly options: EmbedOptions | undefined;
}

/** An embedder of another thread, in a form that can be sent. */
export interface RemoteModel {
  readonly kind: 'remote';
  readonly info: StoredModelInfo;
  readonly port: TaskPort<EmbedTask, Embedding[]>;
}

/** A port at which another thread can have faces embedded. */
export const serveEmbedder = (embed: Embedder['embed']): RemoteModel['port'] =>
  serveAtPort(({ faces, options }) => embed(faces, options));

/** The embedder behind a port. */
export function connectEmbedder({ info, port }: RemoteModel): FaceEmbedder {
  const thread = connectPort(port);
  return { info, embed: (faces, options) => thread.run({ faces, options }) };
}
