import type { FastifyInstance } from 'fastify';
import { toPersonName } from '../../gallery/check-face.ts';
import type { GalleryFace } from '../../gallery/contents.ts';
import type { GalleryService } from '../../pipelines/serving/gallery-service.ts';
import type { EnrolmentResult } from '../../pipelines/serving/enrol-photograph.ts';
import { signalOf } from '../requests/client-signal.ts';
import { onlyUpload, readUploads } from '../requests/uploads.ts';
import { ComprefaceError } from './errors.ts';
import { queryOf, readNumber, readQuery, readSubject } from './query.ts';

interface OneImage {
  readonly Params: { readonly id: string };
}

const told = ({ id, person }: GalleryFace) => ({ image_id: id, subject: person });

/** Examples of people. */
export function faceRoutes(app: FastifyInstance, service: GalleryService): void {
  const faceOf = async (id: string): Promise<GalleryFace> => {
    const [face] = (await service.store?.facesWithIds([id])) ?? [];
    if (!face) throw new ComprefaceError(11);
    return face;
  };

  app.post('/faces', async (request, reply) => {
    const { minScore } = readQuery(request);
    const uploads = await readUploads(request, ['file']);
    const { bytes, name } = onlyUpload(uploads);
    const person = toPersonName(readSubject(queryOf(request).subject ?? uploads.fields.subject));
    const face = enrolledFace(await service.enrol(bytes, { person, name, minScore, force: true }, signalOf(reply)));
    return reply.code(201).send(told(face));
  });

  app.get('/faces', async (request) => {
    const query = queryOf(request);
    const page = readNumber(query, 'page', { initial: 0, max: Number.MAX_SAFE_INTEGER });
    const size = Math.max(1, readNumber(query, 'size', { initial: 20, max: 10_000 }));
    const { subject } = query;
    const faces = await service.faces(subject === undefined ? undefined : toPersonName(subject));
    return {
      faces: faces.slice(page * size, (page + 1) * size).map(told),
      page_number: page,
      page_size: size,
      total_pages: Math.ceil(faces.length / size),
      total_elements: faces.length,
    };
  });

  app.delete('/faces', async (request) => {
    const { subject } = queryOf(request);
    const faces = await service.faces(subject === undefined ? undefined : toPersonName(subject));
    await service.store?.remove(faces.map(({ id }) => id));
    return { deleted: faces.length };
  });

  app.delete<OneImage>('/faces/:id', async ({ params }) => {
    const face = await faceOf(params.id);
    await service.store?.remove([face.id]);
    return told(face);
  });

  app.post('/faces/delete', async ({ body }) => {
    const ids = Array.isArray(body) ? body.filter((id) => typeof id === 'string') : [];
    return ((await service.store?.remove(ids)) ?? []).map(told);
  });

  app.get<OneImage>('/faces/:id/img', async ({ params }, reply) => {
    const face = await faceOf(params.id);
    const picture = await service.store?.cropOf(face.id);
    return reply.type('image/png').send(Buffer.from(picture ?? []));
  });
}

/** @throws ComprefaceError 28 without a face, 31 with several */
function enrolledFace(result: EnrolmentResult): GalleryFace {
  if (result.status !== 'refused') return result.face;
  if (result.reason === 'no-face') throw new ComprefaceError(28);
  if (result.reason === 'several-faces') throw new ComprefaceError(31);
  throw new ComprefaceError(26, result.message);
}
