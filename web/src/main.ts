import { openAlbum } from './album.ts';
import { openCamera } from './camera.ts';
import { openCompare } from './compare.ts';
import { element } from './elements.ts';
import type { OpenPage, Page, PageTools } from './page.ts';
import { openPeople } from './people.ts';
import { openRecognize } from './recognize.ts';
import { keepKey, Refusal, server } from './server.ts';
import { firstLanguage, type Language, type Texts, textsIn } from './texts.ts';

const PAGES = {
  people: openPeople,
  recognize: openRecognize,
  compare: openCompare,
  album: openAlbum,
  camera: openCamera,
} as const;
type PageName = keyof typeof PAGES;

const isPageName = (name: string): name is PageName => Object.hasOwn(PAGES, name);

/** The page that the address names, in the language that was chosen. */
class App {
  #language: Language = firstLanguage();
  #page: Page | undefined;

  start(): void {
    addEventListener('hashchange', () => {
      this.#show();
    });
    byId('language').addEventListener('click', () => {
      this.#language = this.#language === 'en' ? 'zh' : 'en';
      localStorage.setItem('language', this.#language);
      this.#show();
    });
    this.#show();
  }

  get #texts(): Texts {
    return textsIn(this.#language);
  }

  #show(): void {
    const asked = location.hash.slice(1);
    const name: PageName = isPageName(asked) ? asked : 'people';
    this.#translate(name);
    this.#open(PAGES[name]);
  }

  #open(open: OpenPage): void {
    this.#page?.leave?.();
    this.#page = open(this.#tools());
    byId('main').replaceChildren(this.#page.element);
    this.#tellStatus();
  }

  #translate(current: PageName): void {
    const texts = this.#texts;
    document.documentElement.lang = this.#language;
    document.title = `facekit: ${texts[current]}`;
    document.querySelector('nav')?.setAttribute('aria-label', texts.pages);
    for (const link of document.querySelectorAll<HTMLAnchorElement>('nav a')) {
      const name = link.hash.slice(1);
      if (isPageName(name)) link.textContent = texts[name];
      if (name === current) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    const language = byId('language');
    language.textContent = texts.other;
    language.lang = this.#language === 'en' ? 'zh' : 'en';
  }

  #tools(): PageTools {
    return {
      texts: this.#texts,
      explain: (error) => this.#explain(error),
      changed: () => {
        this.#tellStatus();
      },
    };
  }

  #explain(error: unknown): string {
    if (error instanceof Refusal && error.code.startsWith('key-')) this.#askForKey();
    // fetch throws a TypeError where nobody answers.
    if (error instanceof TypeError) return this.#texts.offline;
    return error instanceof Error ? error.message : String(error);
  }

  #askForKey(): void {
    const texts = this.#texts;
    const key = element('input', { type: 'password', autocomplete: 'current-password' });
    const form = element(
      'form',
      {},
      element('label', {}, texts.key, key),
      element('button', { className: 'main' }, texts.enter),
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      keepKey(key.value);
      this.#show();
    });
    byId('main').replaceChildren(element('h2', {}, texts.keyNeeded), form);
    key.focus();
  }

  #tellStatus(): void {
    const place = byId('status');
    server.status().then(
      ({ people, faces, model }) => {
        place.textContent = this.#texts.status(people, faces, model);
      },
      (error: unknown) => {
        place.textContent = this.#explain(error);
      },
    );
  }
}

function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no element ${id}`);
  return found;
}

new App().start();
