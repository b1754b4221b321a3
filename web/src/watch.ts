import { element } from './elements.ts';
import { firstLanguage, textsIn } from './texts.ts';

// What `facekit camera --show` shows: the picture with names, and who came and went.

interface CameraEvent {
  readonly event: 'appeared' | 'left' | 'named';
  readonly time: string;
  readonly person: string | null;
}

/** Lines of the list. */
const MOST_LINES = 100;

const language = firstLanguage();
const texts = textsIn(language);

function start(): void {
  document.documentElement.lang = language;
  document.title = `facekit: ${texts.camera}`;
  const picture = element('img', { className: 'live', alt: texts.camera });
  const list = element('ul', { className: 'events' });
  const state = element('p', { className: 'note' });
  state.setAttribute('role', 'status');
  const heading = element('h2', {}, texts.comings);
  document.getElementById('main')?.replaceChildren(element('section', {}, picture, state, heading, list));
  picture.src = 'pictures';
  follow(list, state);
}

function follow(list: HTMLElement, state: HTMLElement): void {
  const events = new EventSource('events');
  events.addEventListener('open', () => {
    list.replaceChildren();
    state.textContent = '';
  });
  events.addEventListener('message', ({ data }) => {
    list.prepend(lineOf(JSON.parse(String(data)) as CameraEvent));
    while (list.childElementCount > MOST_LINES) list.lastElementChild?.remove();
  });
  events.addEventListener('end', () => {
    events.close();
    state.textContent = texts.ended;
  });
  events.addEventListener('error', () => {
    state.textContent = texts.offline;
  });
}

function lineOf({ event, time, person }: CameraEvent): HTMLElement {
  const clock = new Date(time).toLocaleTimeString(language);
  return element(
    'li',
    {},
    element('time', { dateTime: time }, clock),
    ' ',
    texts.happened[event](person ?? texts.somebody),
  );
}

start();
