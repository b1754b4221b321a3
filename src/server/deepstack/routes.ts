import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { toPersonName } from '../../gallery/check-face.ts';
import type { EmbeddedFace } from '../../pipelines/collection/image-work.ts';
import type { GalleryService } from '../../pipelines/serving/gallery-service.ts';
import { signalOf } from '../requests/client-signal.ts';
import { comprefaceBox } from '../compreface/faces.ts';
import { createSimilarity, similarityOf } from '../compreface/similarity.ts';
import { HttpError, toHttpError } from '../requests/http-error.ts';
import { onlyUpload, readUploads, type Uploads } from '../requests/uploads.ts';

const IMAGES = ['image', 'image1', 'image2'];

/** The face API of DeepStack, for its clients: five paths, forms in, `success` out. */
export async function deepstackRoutes(app: FastifyInstance, service: GalleryService): Promise<void> {
  await app.register(
    (api, _options, done) => {
      api.setErrorHandler((error, request, reply) => {
        request.failure = error;
        const { status, message } = toHttpError(error);
        void reply.code(status).send({ success: false, error: message });
      });
      lookingRoutes(api, service);
      peopleRoutes(api, service);
      done();
    },
    { prefix: '/v1/vision/face' },
  );
}

function lookingRoutes(app: FastifyInstance, service: GalleryService): void {
  const similarity = createSimilarity(service.model, service.embeddings.standardisation);
  const facesIn = async (
    bytes: Uint8Array,
    uploads: Uploads,
    reply: FastifyReply,
  ): Promise<readonly EmbeddedFace[]> => {
    const { faces } = await service.analyze(bytes, signalOf(reply));
    return certainFaces(faces, uploads);
  };
  const imageOf = async (request: FastifyRequest) => {
    const uploads = await readUploads(request, IMAGES);
    return { uploads, bytes: onlyUpload(uploads).bytes };
  };

  app.post('/', async (request, reply) => {
    const { uploads, bytes } = await imageOf(request);
    const faces = await service.detect(bytes, signalOf(reply));
    return { success: true, predictions: certainFaces(faces, uploads).map(prediction) };
  });

  app.post('/recognize', async (request, reply) => {
    const { uploads, bytes } = await imageOf(request);
    const faces = await facesIn(bytes, uploads, reply);
    const people = await service.identify(
      faces.map(({ embedding }) => embedding),
      1,
    );
    const predictions = faces.map((face, i) => {
      const { person = null, distance = null } = people[i] ?? {};
      const confidence = person === null || distance === null ? 0 : similarity(distance);
      return { ...prediction(face), confidence, userid: person ?? 'unknown' };
    });
    return { success: true, predictions };
  });

  app.post('/match', async (request, reply) => {
    const uploads = await readUploads(request, IMAGES);
    const [a, b] = await Promise.all(
      ['image1', 'image2'].map(async (field) => {
        const [face] = await facesIn(onlyUpload(uploads, field).bytes, uploads, reply);
        if (!face) throw new HttpError(400, 'no-face', `No face was found in ${field}.`);
        return face;
      }),
    );
    if (!a || !b) throw new Error('expected a face of each image');
    return { success: true, similarity: similarityOf(similarity, a.embedding, b.embedding) };
  });
}

function peopleRoutes(app: FastifyInstance, service: GalleryService): void {
  app.post('/register', async (request, reply) => {
    const { files, fields } = await readUploads(request, IMAGES);
    const person = userOf(fields);
    if (files.length === 0) throw new HttpError(400, 'no-file', 'Expected an image.');
    for (const { bytes, name } of files) {
      const result = await service.enrol(bytes, { person, name, force: true }, signalOf(reply));
      if (result.status === 'refused') throw new HttpError(400, result.reason, result.message);
    }
    return { success: true, message: 'face added' };
  });

  app.post('/list', async () => {
    const people = (await service.store?.people()) ?? [];
    return { success: true, faces: people.map(({ name }) => name) };
  });

  app.post('/delete', async (request) => {
    const { fields } = await readUploads(request, IMAGES);
    const faces = await service.faces(userOf(fields));
    if (faces.length === 0) throw new HttpError(404, 'person-unknown', 'Nobody has that userid.');
    await service.store?.remove(faces.map(({ id }) => id));
    return { success: true };
  });
}

function certainFaces<Found extends Pick<EmbeddedFace, 'score'>>(
  faces: readonly Found[],
  { fields }: Uploads,
): readonly Found[] {
  const least = Number(fields.min_confidence ?? 0) || 0;
  return faces.filter(({ score }) => (score ?? 1) >= least);
}

function prediction(face: Pick<EmbeddedFace, 'box' | 'score'>) {
  const { probability, ...corners } = comprefaceBox(face);
  return { confidence: probability, ...corners };
}

function userOf({ userid = '' }: Readonly<Record<string, string>>): string {
  const person = toPersonName(userid);
  if (person === '') throw new HttpError(400, 'usage', 'Expected a userid.');
  return person;
}
