import { createMessage, element, type Message, photographPicker } from './elements.ts';
import type { OpenPage, PageTools } from './page.ts';
import { type Enrolled, type Person, server } from './server.ts';

/** Who is enrolled, and a form to add photographs. */
export const openPeople: OpenPage = (tools) => {
  const { texts, explain, changed } = tools;
  const message = createMessage();
  const list = element('div', {});
  const show = async (): Promise<void> => {
    const people = await server.people();
    const items = people.map((person) => personItem(person, { ...tools, message, refresh }));
    list.replaceChildren(
      people.length === 0 ? element('p', {}, texts.nobody) : element('ul', { className: 'people' }, ...items),
    );
  };
  const refresh = (): void => {
    show().catch((error: unknown) => {
      message.tell(explain(error), 'problem');
    });
    changed();
  };
  const name = element('input', { type: 'text', maxLength: 500, autocomplete: 'off' });
  const add = async (files: readonly File[]): Promise<void> => {
    if (name.value.trim() === '') {
      message.tell(texts.giveName, 'problem');
      name.focus();
      return;
    }
    message.tell(texts.working);
    const photographs = await server.enrol(name.value.trim(), files);
    message.tell('');
    for (const photograph of photographs) tellEnrolled(photograph, { ...tools, message });
    refresh();
  };
  const picker = photographPicker(texts.photographs, texts.enrolHint, true, (files) => {
    add(files).catch((error: unknown) => {
      message.tell(explain(error), 'problem');
    });
  });
  refresh();
  return {
    element: element(
      'section',
      {},
      element('h2', {}, texts.people),
      element('label', {}, texts.name, name),
      picker,
      message.element,
      list,
    ),
  };
};

interface ListTools extends PageTools {
  readonly message: Message;
  readonly refresh: () => void;
}

function tellEnrolled(
  { name, status, message: why }: Enrolled,
  { texts, message }: Pick<ListTools, 'texts' | 'message'>,
): void {
  if (status === 'enrolled') message.add(texts.enrolled(name), 'good');
  else if (status === 'duplicate') message.add(texts.duplicate(name));
  else message.add(texts.notEnrolled(name, why ?? ''), 'problem');
}

function personItem({ name, faces, picture }: Person, tools: ListTools): HTMLElement {
  const { texts } = tools;
  const image = picture === null ? element('div', { className: 'no-picture' }) : pictureOf(picture, name);
  const rename = element('button', { type: 'button', ariaLabel: `${texts.rename}: ${name}` }, texts.rename);
  rename.addEventListener('click', () => {
    const to = prompt(texts.newName(name), name)?.trim();
    if (to !== undefined && to !== '' && to !== name) change(server.rename(name, to), texts.renamed(to), tools);
  });
  const remove = element('button', { type: 'button', ariaLabel: `${texts.remove}: ${name}` }, texts.remove);
  remove.addEventListener('click', () => {
    if (confirm(texts.reallyRemove(name))) change(server.remove(name), texts.removed(name), tools);
  });
  const count = element('span', { className: 'note' }, texts.faces(faces));
  return element(
    'li',
    {},
    image,
    element('strong', {}, name),
    count,
    element('div', { className: 'row' }, rename, remove),
  );
}

function change(work: Promise<unknown>, done: string, { message, explain, refresh }: ListTools): void {
  work.then(
    () => {
      message.tell(done, 'good');
      refresh();
    },
    (error: unknown) => {
      message.tell(explain(error), 'problem');
    },
  );
}

/** A picture is asked for like anything else, with the key. */
function pictureOf(id: string, name: string): HTMLImageElement {
  const image = element('img', { alt: name, width: 160, height: 160 });
  server.picture(id).then(
    (picture) => {
      const address = URL.createObjectURL(picture);
      image.addEventListener('load', () => {
        URL.revokeObjectURL(address);
      });
      image.src = address;
    },
    () => undefined,
  );
  return image;
}
