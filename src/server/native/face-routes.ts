import type { FastifyInstance } from 'fastify';
import { FacekitError, messageOf } from '../../core/errors.ts';
import { toPersonName } from '../../gallery/check-face.ts';
import type { GalleryService } from '../../pipelines/serving/gallery-service.ts';
import type { ServiceEnrolment } from '../../pipelines/serving/enrol-photograph.ts';
import { signalOf } from '../requests/client-signal.ts';
import { HttpError } from '../requests/http-error.ts';
import { readUploads, type Upload } from '../requests/uploads.ts';
import { answers } from './answer-schema.ts';

interface OnePerson {
  readonly Params: { readonly name: string };
}

interface OneFace {
  readonly Params: { readonly id: string };
}

/** Faces: enrolled, looked at, removed. */
export function faceRoutes(app: FastifyInstance, service: GalleryService): void {
  const enrolment = answers(
    'enrolled',
    'Enrols photographs, each of the person alone, or the face that `face` numbers',
  );
  app.post<OnePerson>('/people/:name/faces', { schema: enrolment }, async (request, reply) => {
    const { files, fields } = await readUploads(request, ['file']);
    if (files.length === 0) throw new HttpError(400, 'no-file', 'Expected photographs in the field file.');
    const { face, force } = fields;
    const wanted = { person: toPersonName(request.params.name), force: force === 'true', face: readFace(face) };
    const photographs = [];
    for (const file of files) photographs.push(await enrolOne(service, file, wanted, signalOf(reply)));
    return { photographs };
  });

  app.get<OneFace>('/faces/:id/picture', async ({ params }, reply) => {
    const picture = await service.store?.cropOf(params.id);
    if (!picture) throw new HttpError(404, 'face-unknown', 'There is no picture of that face.');
    return reply.type('image/png').send(Buffer.from(picture));
  });

  app.delete<OneFace>('/faces/:id', { schema: answers('removed', 'Removes a face') }, async ({ params }) => {
    const removed = (await service.store?.remove([params.id])) ?? [];
    if (removed.length === 0) throw new HttpError(404, 'face-unknown', 'The gallery has no face with that id.');
    return { removed: removed.length };
  });
}

/** @throws HttpError 400 for what is no number of a face */
function readFace(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (!/^\d{1,4}$/.test(text)) throw new HttpError(400, 'usage', 'Expected a number from 0 on for face.');
  return Number(text);
}

/** A photograph that cannot be read costs the others nothing. */
async function enrolOne(
  service: GalleryService,
  { bytes, name }: Upload,
  wanted: Omit<ServiceEnrolment, 'name'>,
  signal: AbortSignal,
) {
  try {
    const result = await service.enrol(bytes, { ...wanted, name }, signal);
    return result.status === 'refused' ? { name, ...result } : { name, status: result.status, id: result.face.id };
  } catch (error) {
    if (!(error instanceof FacekitError) || !isAboutPhotograph(error)) throw error;
    return { name, status: 'unreadable', reason: error.code, message: messageOf(error) };
  }
}

const isAboutPhotograph = ({ code }: FacekitError): boolean =>
  [
    'not-an-image',
    'unsupported-format',
    'too-many-pixels',
    'truncated',
    'corrupt',
    'empty-file',
    'read-failed',
  ].includes(code);
