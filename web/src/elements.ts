type Child = Node | string;

/** Makes an element. Text is text, whatever it holds: nothing is read as HTML. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]> & { readonly data?: Readonly<Record<string, string>> } = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const { data = {}, ...rest } = properties;
  const made = Object.assign(document.createElement(name), rest);
  Object.assign(made.dataset, data);
  made.append(...children);
  return made;
}

/** A line that screen readers read out when it changes. */
export interface Message {
  readonly element: HTMLElement;
  tell(text: string, kind?: 'note' | 'good' | 'problem'): void;
  add(text: string, kind?: 'note' | 'good' | 'problem'): void;
}

export function createMessage(): Message {
  const place = element('div', {});
  place.setAttribute('role', 'status');
  const add: Message['add'] = (text, kind = 'note') => {
    place.append(element('p', { className: kind }, text));
  };
  return {
    element: place,
    add,
    tell: (text, kind) => {
      place.replaceChildren();
      if (text !== '') add(text, kind);
    },
  };
}

/** A place where photographs are chosen or dropped. */
export function photographPicker(
  label: string,
  hint: string,
  multiple: boolean,
  take: (files: readonly File[]) => void,
): HTMLElement {
  const input = element('input', { type: 'file', accept: 'image/*', multiple });
  const place = element(
    'div',
    { className: 'drop' },
    element('label', {}, label, input),
    element('p', { className: 'note' }, hint),
  );
  const give = (files: FileList | null): void => {
    if (files && files.length > 0) take(multiple ? [...files] : [...files].slice(0, 1));
    input.value = '';
  };
  input.addEventListener('change', () => {
    give(input.files);
  });
  place.addEventListener('dragover', (event) => {
    event.preventDefault();
    place.classList.add('over');
  });
  place.addEventListener('dragleave', () => {
    place.classList.remove('over');
  });
  place.addEventListener('drop', (event) => {
    event.preventDefault();
    place.classList.remove('over');
    give(event.dataTransfer?.files ?? null);
  });
  return place;
}
