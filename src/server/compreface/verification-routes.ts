import type { FastifyInstance } from 'fastify';
import type { GalleryService } from '../../pipelines/serving/gallery-service.ts';
import { signalOf } from '../requests/client-signal.ts';
import { onlyUpload, readUploads } from '../requests/uploads.ts';
import { ComprefaceError } from './errors.ts';
import { describeFace, type FaceOfPhotograph, wantedFaces } from './faces.ts';
import { readQuery } from './query.ts';
import { readEmbeddings } from './recognition-routes.ts';
import { createSimilarity, similarityOf } from './similarity.ts';

const SOURCE = 'source_image';
const TARGET = 'target_image';

/** Faces, and whether two are of one person, without a gallery. */
export function verificationRoutes(app: FastifyInstance, service: GalleryService): void {
  const { model, embeddings } = service;
  const similarity = createSimilarity(model, embeddings.standardisation);

  app.post('/detection/detect', async (request, reply) => {
    const query = readQuery(request);
    const { bytes } = onlyUpload(await readUploads(request, ['file']));
    const signal = signalOf(reply);
    const faces: readonly FaceOfPhotograph[] = query.withEmbedding
      ? (await service.analyze(bytes, signal)).faces
      : await service.detect(bytes, signal);
    return { result: wantedFaces(faces, query).map((face) => describeFace(face, query)) };
  });

  app.post('/verification/verify', async (request, reply) => {
    const query = readQuery(request);
    const uploads = await readUploads(request, [SOURCE, TARGET]);
    const signal = signalOf(reply);
    const [source, target] = await Promise.all(
      [SOURCE, TARGET].map((field) => service.analyze(onlyUpload(uploads, field).bytes, signal)),
    );
    const [face, ...others] = wantedFaces(source?.faces ?? [], { ...query, limit: 0 });
    if (!face || others.length > 0) throw new ComprefaceError(31);
    const matches = wantedFaces(target?.faces ?? [], query).map((found) => ({
      ...describeFace(found, query),
      similarity: similarityOf(similarity, face.embedding, found.embedding),
    }));
    matches.sort((a, b) => b.similarity - a.similarity);
    return { result: [{ source_image_face: describeFace(face, query), face_matches: matches }] };
  });

  app.post('/verification/embeddings/verify', (request) => {
    const { source } = request.body as { readonly source?: unknown };
    const [one] = readEmbeddings({ source: [source] }, 'source', service);
    const targets = readEmbeddings(request.body, 'targets', service);
    if (!one) throw new ComprefaceError(36);
    return {
      result: targets.map((target) => ({ embedding: [...target], similarity: similarityOf(similarity, one, target) })),
    };
  });
}
