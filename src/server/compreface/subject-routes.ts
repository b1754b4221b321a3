import type { FastifyInstance } from 'fastify';
import { toPersonName } from '../../gallery/check-face.ts';
import type { GalleryService } from '../../pipelines/serving/gallery-service.ts';
import { ComprefaceError } from './errors.ts';
import { readSubject } from './query.ts';

interface OneSubject {
  readonly Params: { readonly subject: string };
}

/** People. CompreFace knows subjects without a face; a gallery does not: an empty subject lives as long as the server. */
export function subjectRoutes(app: FastifyInstance, service: GalleryService): void {
  const empty = new Set<string>();
  const names = async (): Promise<string[]> => {
    const people = (await service.store?.people()) ?? [];
    const named = people.map(({ name }) => name);
    return [...named, ...[...empty].filter((name) => !named.includes(name))].sort((a, b) => a.localeCompare(b));
  };
  const list = async () => ({ subjects: await names() });
  const removeAll = async (name: string): Promise<number> => {
    const faces = await service.faces(name);
    await service.store?.remove(faces.map(({ id }) => id));
    return faces.length;
  };

  app.get('/subjects', list);
  app.get('/subjects/', list);

  app.post('/subjects', async (request, reply) => {
    const subject = subjectOf(request.body);
    if ((await names()).includes(subject)) throw new ComprefaceError(43);
    empty.add(subject);
    return reply.code(201).send({ subject });
  });

  app.put<OneSubject>('/subjects/:subject', async ({ params, body }) => {
    const from = toPersonName(params.subject);
    const to = subjectOf(body);
    if (!(await names()).includes(from)) throw new ComprefaceError(42);
    if ((await service.faces(from)).length > 0) await service.store?.rename(from, to);
    else empty.add(to);
    empty.delete(from);
    return { updated: true };
  });

  app.delete<OneSubject>('/subjects/:subject', async ({ params }) => {
    const subject = toPersonName(params.subject);
    if (!(await names()).includes(subject)) throw new ComprefaceError(42);
    empty.delete(subject);
    await removeAll(subject);
    return { subject };
  });

  app.delete('/subjects', async () => {
    const all = await names();
    empty.clear();
    for (const name of all) await removeAll(name);
    return { deleted: all.length };
  });
}

/** @throws ComprefaceError 5 without a name */
function subjectOf(body: unknown): string {
  const { subject } = (typeof body === 'object' && body !== null ? body : {}) as { readonly subject?: unknown };
  return toPersonName(readSubject(typeof subject === 'string' ? subject : undefined));
}
