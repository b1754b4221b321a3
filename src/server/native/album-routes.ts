import type { FastifyInstance } from 'fastify';
import type { GalleryService } from '../../pipelines/serving/gallery-service.ts';
import { signalOf } from '../requests/client-signal.ts';
import { HttpError } from '../requests/http-error.ts';
import { answers } from './answer-schema.ts';
import { SCHEMAS } from './schemas.ts';

interface Sorting {
  readonly Body: {
    readonly faces: readonly { readonly photograph: number; readonly embedding: string }[];
    readonly threshold?: number;
  };
}

/** Faces that a client keeps, sorted by person. */
export function albumRoutes(app: FastifyInstance, service: GalleryService): void {
  const schema = {
    ...answers('sorted', 'Sorts faces by person: those of one photograph are different people'),
    body: SCHEMAS.sorting,
  };
  app.post<Sorting>('/cluster', { schema }, async ({ body }, reply) => {
    const faces = body.faces.map(({ photograph, embedding }) => ({ photograph, embedding: fromBase64(embedding) }));
    return service.sort(faces, body.threshold, signalOf(reply));
  });
}

/** An embedding as a client gets it and gives it back: little-endian float32 in base64. */
export const toBase64 = ({ buffer, byteOffset, byteLength }: Float32Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64');

function fromBase64(text: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  if (bytes.length % Float32Array.BYTES_PER_ELEMENT !== 0)
    throw new HttpError(400, 'bad-request', 'Expected embeddings of float32 in base64.');
  return new Float32Array(bytes.buffer);
}
