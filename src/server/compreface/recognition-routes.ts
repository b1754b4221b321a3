import type { FastifyInstance } from 'fastify';
import type { FaceMatch, PersonMatch } from '../../gallery/contents.ts';
import { requireEmbedding } from '../../gallery/check-face.ts';
import type { GalleryService } from '../../pipelines/serving/gallery-service.ts';
import { signalOf } from '../requests/client-signal.ts';
import { onlyUpload, readUploads } from '../requests/uploads.ts';
import { ComprefaceError } from './errors.ts';
import { describeFace, wantedFaces } from './faces.ts';
import { readQuery } from './query.ts';
import { createSimilarity, similarityOf } from './similarity.ts';

interface OneImage {
  readonly Params: { readonly id: string };
}

/** Who is it? CompreFace names the nearest even of unknown faces; `known` says whether that person is near enough. */
export function recognitionRoutes(app: FastifyInstance, service: GalleryService): void {
  const { model, embeddings } = service;
  const similarity = createSimilarity(model, embeddings.standardisation);
  const embeddingOf = async (id: string): Promise<Float32Array> => {
    const [face] = (await service.store?.facesWithIds([id])) ?? [];
    const [embedding] = face ? ((await service.store?.embeddingsOf([face])) ?? []) : [];
    if (!embedding) throw new ComprefaceError(44);
    return embedding;
  };

  app.post('/recognize', async (request, reply) => {
    const query = readQuery(request);
    const { bytes } = onlyUpload(await readUploads(request, ['file']));
    const faces = wantedFaces((await service.analyze(bytes, signalOf(reply))).faces, query);
    const vectors = faces.map(({ embedding }) => embedding);
    const near = await service.nearestFaces(vectors, query.predictionCount);
    const people = await service.distancesFrom([...new Set(near.flat().map(({ face }) => face.person))], vectors);
    const threshold = await service.threshold();
    const subjectOf = ({ face: { person }, distance }: FaceMatch, candidates: readonly PersonMatch[]) => {
      const known = candidates.some((near) => near.person === person && near.distance <= (threshold ?? 0));
      return { subject: person, similarity: similarity(distance), distance, threshold, known };
    };
    return {
      result: faces.map((face, i) => ({
        ...describeFace(face, query),
        subjects: (near[i] ?? [])
          .map((match) => subjectOf(match, people[i] ?? []))
          .filter(({ known }) => known || !query.knownOnly),
      })),
    };
  });

  app.post<OneImage>('/faces/:id/verify', async (request, reply) => {
    const query = readQuery(request);
    const example = await embeddingOf(request.params.id);
    const { bytes } = onlyUpload(await readUploads(request, ['file']));
    const faces = wantedFaces((await service.analyze(bytes, signalOf(reply))).faces, query);
    const result = faces.map((face) => {
      return { ...describeFace(face, query), similarity: similarityOf(similarity, example, face.embedding) };
    });
    return { result };
  });

  app.post('/embeddings/recognize', async (request) => {
    const vectors = readEmbeddings(request.body, 'embeddings', service);
    const near = await service.nearestFaces(vectors, readQuery(request).predictionCount);
    const told = (matches: readonly FaceMatch[]) =>
      matches.map(({ face, distance }) => ({ subject: face.person, similarity: similarity(distance) }));
    return {
      result: vectors.map((vector, i) => ({ embedding: [...vector], similarities: told(near[i] ?? []) })),
    };
  });

  app.post<OneImage>('/embeddings/faces/:id/verify', async (request) => {
    const vectors = readEmbeddings(request.body, 'embeddings', service);
    const example = await embeddingOf(request.params.id);
    return {
      result: vectors.map((vector) => ({
        embedding: [...vector],
        similarity: similarityOf(similarity, example, vector),
      })),
    };
  });
}

/** Embeddings that a client has. @throws ComprefaceError 36; FacekitError of those that are none of this model */
export function readEmbeddings(body: unknown, field: string, { embeddings }: GalleryService): Float32Array[] {
  const document = (typeof body === 'object' && body !== null ? body : {}) as Readonly<Record<string, unknown>>;
  const value = document[field];
  if (!Array.isArray(value) || !value.every(isVector))
    throw new ComprefaceError(36, `${field}: expected a list of embeddings, each a list of numbers`);
  return value.map((numbers: number[]) => {
    const vector = Float32Array.from(numbers);
    requireEmbedding(vector, embeddings.dimension, embeddings.model.name);
    return vector;
  });
}

const isVector = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((number) => typeof number === 'number');
