import type { FastifyInstance } from 'fastify';
import type { Box } from '../../core/box.ts';
import { squaredEuclidean } from '../../facenet/distance.ts';
import { modelThreshold } from '../../facenet/compare-metric.ts';
import type { EmbeddedFace } from '../../pipelines/collection/image-work.ts';
import type { GalleryService } from '../../pipelines/serving/gallery-service.ts';
import { signalOf } from '../requests/client-signal.ts';
import { HttpError } from '../requests/http-error.ts';
import { onlyUpload, readUploads } from '../requests/uploads.ts';
import { toBase64 } from './album-routes.ts';
import { answers } from './answer-schema.ts';

interface Recognizing {
  readonly Querystring: { readonly top?: number; readonly embeddings?: boolean };
}

/** Where a face is. */
const placeOf = ({ box, landmarks, score }: Pick<EmbeddedFace, 'box' | 'landmarks' | 'score'>) => ({
  box: corners(box),
  landmarks: landmarks?.map(({ x, y }) => [x, y]),
  score,
});

const corners = (box: Box | null): number[] => (box ? [box.x1, box.y1, box.x2, box.y2] : []);

/** Questions about photographs, which change nothing. */
export function photographRoutes(app: FastifyInstance, service: GalleryService): void {
  const recognizing = {
    ...answers('recognized', 'The faces of a photograph, the most certain first, and who they are'),
    querystring: {
      type: 'object',
      properties: {
        top: { type: 'integer', minimum: 1, maximum: 100, default: 3 },
        embeddings: { type: 'boolean', default: false, description: 'give the embedding of each face' },
      },
    },
  };
  app.post<Recognizing>('/recognize', { schema: recognizing }, async (request, reply) => {
    const { bytes } = onlyUpload(await readUploads(request, ['file']));
    const { faces } = await service.analyze(bytes, signalOf(reply));
    const people = await service.identify(
      faces.map(({ embedding }) => embedding),
      request.query.top ?? 1,
    );
    const told = faces.map(({ embedding, ...face }, i) => {
      const { person = null, reason, distance = null, candidates = [] } = people[i] ?? {};
      return {
        ...placeOf(face),
        person,
        ...(reason && { reason }),
        distance,
        candidates,
        ...(request.query.embeddings && { embedding: toBase64(embedding) }),
      };
    });
    return { threshold: await service.threshold(), faces: told };
  });

  const detecting = answers('detected', 'The faces of a photograph, the most certain first');
  app.post('/detect', { schema: detecting }, async (request, reply) => {
    const { bytes } = onlyUpload(await readUploads(request, ['file']));
    const faces = await service.detect(bytes, signalOf(reply));
    return { faces: faces.map(placeOf) };
  });

  const comparing = answers('compared', 'Whether the most certain faces of two photographs are of one person');
  app.post('/compare', { schema: comparing }, async (request, reply) => {
    const { files } = await readUploads(request, ['file1', 'file2']);
    if (files.length !== 2)
      throw new HttpError(400, 'no-file', `Expected two photographs but received ${files.length}.`);
    const signal = signalOf(reply);
    const [a, b] = await Promise.all(files.map(({ bytes, name }) => firstFace(service, { bytes, name }, signal)));
    if (!a || !b) throw new Error('expected a face of each photograph');
    const distance = Math.sqrt(squaredEuclidean(a.embedding, b.embedding));
    const { model, embeddings } = service;
    const threshold = modelThreshold(model, embeddings.standardisation, 'euclidean')?.value ?? null;
    const same = threshold === null ? null : distance < threshold;
    return { same, distance, threshold, boxes: [corners(a.box), corners(b.box)] };
  });
}

async function firstFace(
  service: GalleryService,
  { bytes, name }: { readonly bytes: Uint8Array; readonly name: string },
  signal: AbortSignal,
): Promise<EmbeddedFace> {
  const [face] = (await service.analyze(bytes, signal)).faces;
  if (!face) throw new HttpError(400, 'no-faces', `No face was found in ${name}.`);
  return face;
}
