import { type AlbumFace, readAlbum } from './album-faces.ts';
import { createMessage, element, type Message, photographPicker } from './elements.ts';
import type { OpenPage, PageTools } from './page.ts';
import { server } from './server.ts';

/** Photographs sorted by person. Nothing of them is kept by the server, but for faces that are added to its people. */
export const openAlbum: OpenPage = (tools) => {
  const { texts, explain } = tools;
  const message = createMessage();
  const progress = element('progress', { hidden: true, ariaLabel: texts.album });
  const place = element('div', {});
  let album = new AbortController();

  const sort = async (files: readonly File[]): Promise<void> => {
    album.abort();
    album = new AbortController();
    const { signal } = album;
    message.tell('');
    place.replaceChildren();
    Object.assign(progress, { hidden: false, max: files.length, value: 0 });
    const faces = await readAlbum(files, {
      signal,
      onPhotograph: () => {
        progress.value += 1;
      },
      onProblem: (name, error) => {
        message.add(texts.photographProblem(name, explain(error)), 'problem');
      },
    });
    const groups = faces.length === 0 ? [] : await server.cluster(faces);
    if (signal.aborted) return;
    progress.hidden = true;
    message.add(texts.sorted(files.length, faces.length, groups.length));
    const alone = groups.filter(({ length }) => length === 1).flat();
    place.append(
      ...groups.filter(({ length }) => length > 1).map((group, i) => groupOf(facesAt(faces, group), i + 1, tools)),
      ...(alone.length === 0 ? [] : [sectionOf(texts.alone, facesAt(faces, alone), texts)]),
    );
  };
  const picker = photographPicker(texts.photographs, texts.albumHint, true, (files) => {
    sort(files).catch((error: unknown) => {
      progress.hidden = true;
      message.tell(explain(error), 'problem');
    });
  });
  return {
    element: element('section', {}, element('h2', {}, texts.album), picker, progress, message.element, place),
    leave: () => {
      album.abort();
    },
  };
};

const facesAt = (faces: readonly AlbumFace[], places: readonly number[]): AlbumFace[] =>
  places.flatMap((i) => faces[i] ?? []);

/** The name that most faces of a group have in the gallery. */
function knownName(faces: readonly AlbumFace[]): string | undefined {
  const votes = new Map<string, number>();
  for (const { person } of faces) if (person !== null) votes.set(person, (votes.get(person) ?? 0) + 1);
  return [...votes].sort(([, a], [, b]) => b - a)[0]?.[0];
}

/** Faces of one person, with a way to give them a name. */
function groupOf(faces: readonly AlbumFace[], number: number, tools: PageTools): HTMLElement {
  const { texts } = tools;
  const name = knownName(faces);
  const section = sectionOf(`${name ?? texts.personNumber(number)} (${texts.faces(faces.length)})`, faces, texts);
  const message = createMessage();
  const input = element('input', { type: 'text', maxLength: 500, autocomplete: 'off', value: name ?? '' });
  const form = element(
    'form',
    { className: 'row' },
    element('label', {}, texts.name, input),
    element('button', {}, texts.addToPeople),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const given = input.value.trim();
    if (given === '') message.tell(texts.giveName, 'problem');
    else enrolAll(given, faces, { ...tools, message });
  });
  section.append(form, message.element);
  return section;
}

function enrolAll(
  name: string,
  faces: readonly AlbumFace[],
  { texts, explain, changed, message }: PageTools & { readonly message: Message },
): void {
  const enrol = async (): Promise<void> => {
    let added = 0;
    message.tell(texts.working);
    for (const { file, face } of faces) {
      const [photograph] = await server.enrol(name, [file], face);
      if (photograph?.status === 'enrolled') added += 1;
    }
    message.tell(texts.addedFaces(added, faces.length, name), added > 0 ? 'good' : 'note');
    changed();
  };
  enrol().catch((error: unknown) => {
    message.tell(explain(error), 'problem');
  });
}

function sectionOf(title: string, faces: readonly AlbumFace[], texts: Pick<PageTools['texts'], 'faceIn'>): HTMLElement {
  const pictures = faces.map(({ picture, file }) => {
    picture.setAttribute('role', 'img');
    picture.ariaLabel = texts.faceIn(file.name);
    picture.title = file.name;
    return element('li', {}, picture);
  });
  return element('section', {}, element('h3', {}, title), element('ul', { className: 'faces' }, ...pictures));
}
