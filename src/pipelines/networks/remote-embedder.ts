import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { Embedding } from '../../core/embedding.ts';
import type { RgbImage } from '../../core/image.ts';
import type { Embedder, EmbedOptions } from '../../facenet/embedder.ts';
import type { StoredModelInfo } from '../../models/model-info.ts';
import type { FaceEmbedder } from '../collection/image-work.ts';
import { type Answer, createWorkerPool } from '../workers/pool.ts';
import { serveTasks } from '../workers/thread.ts';

interface EmbedTask {
  readonly faces: readonly RgbImage[];
  readonly options: EmbedOptions | undefined;
}

/** An embedder of another thread, in a form that can be sent. */
export interface RemoteModel {
  readonly kind: 'remote';
  readonly info: StoredModelInfo;
  readonly port: MessagePort;
}

/** A port at which another thread can have faces embedded. It does not keep the process running. */
export function serveEmbedder(embed: Embedder['embed']): MessagePort {
  const { port1, port2 } = new MessageChannel();
  const run = ({ faces, options }: EmbedTask): Promise<Embedding[]> => embed(faces, options);
  serveTasks<EmbedTask, Embedding[]>(port1, Promise.resolve({ device: 'cpu', run }));
  port1.unref();
  return port2;
}

/** The embedder behind a port. */
export function connectEmbedder({ info, port }: RemoteModel): FaceEmbedder {
  const pool = createWorkerPool<EmbedTask, Embedding[]>({
    workers: 1,
    inFlight: Infinity,
    spawn: () => ({
      post: (question) => {
        port.postMessage(question);
      },
      onAnswer: (listener) => port.on('message', (answer: Answer<Embedding[]>) => listener(answer)),
      onExit: () => undefined,
      terminate: () => {
        port.close();
        return Promise.resolve();
      },
    }),
  });
  return { info, embed: (faces, options) => pool.run({ faces, options }) };
}
