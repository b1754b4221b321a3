import type { FastifyInstance } from 'fastify';
import { toPersonName } from '../../gallery/check-face.ts';
import type { GalleryFace } from '../../gallery/contents.ts';
import { unknownPerson } from '../../gallery/errors.ts';
import { mergePeople, renamePerson } from '../../pipelines/gallery/rename.ts';
import type { GalleryService } from '../../pipelines/serving/gallery-service.ts';
import { answers } from './answer-schema.ts';
import { SCHEMAS } from './schemas.ts';

interface OnePerson {
  readonly Params: { readonly name: string };
}

interface Renaming extends OnePerson {
  readonly Body: { readonly name: string; readonly merge?: boolean };
}

/** The people of the gallery. */
export function peopleRoutes(app: FastifyInstance, service: GalleryService): void {
  const facesOf = async (name: string): Promise<GalleryFace[]> => {
    const faces = await service.faces(toPersonName(name));
    if (faces.length === 0) throw unknownPerson(name, service.folder);
    return faces;
  };

  app.get('/people', { schema: answers('people', 'The people of the gallery, sorted by name') }, async () => {
    const people = (await service.store?.people()) ?? [];
    const first = (await service.store?.firstFaces(people.map(({ name }) => name))) ?? [];
    const pictures = new Map(first.flatMap(({ id, person, crop }) => (crop ? [[person, id] as const] : [])));
    return { people: people.map(({ name, faces }) => ({ name, faces, picture: pictures.get(name) ?? null })) };
  });

  const listing = answers('faces', 'The faces of a person, in the order in which they were enrolled');
  app.get<OnePerson>('/people/:name/faces', { schema: listing }, async ({ params }) => {
    const faces = await facesOf(params.name);
    return { faces: faces.map(describe) };
  });

  const renaming = { ...answers('renamed', 'Gives a person another name; with `merge` one that somebody has') };
  app.put<Renaming>('/people/:name', { schema: { ...renaming, body: SCHEMAS.renaming } }, async ({ params, body }) => {
    const { name } = params;
    const { store } = service;
    if (!store) throw unknownPerson(name, service.folder);
    const merges = body.merge === true && (await service.faces(toPersonName(body.name))).length > 0;
    const report = await (merges ? mergePeople([name, body.name], store) : renamePerson(name, body.name, store));
    return { name: report.to, faces: report.faces };
  });

  const removal = answers('removed', 'Removes a person with all faces');
  app.delete<OnePerson>('/people/:name', { schema: removal }, async ({ params }) => {
    const ids = (await facesOf(params.name)).map(({ id }) => id);
    return { removed: ((await service.store?.remove(ids)) ?? []).length };
  });
}

const describe = ({ id, person, source, enrolled, crop }: GalleryFace) => ({
  ...{ id, person, source: source.path, enrolled, picture: crop },
});
