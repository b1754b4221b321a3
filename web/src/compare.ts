import { drawFaces, readPixels } from './drawing.ts';
import { createMessage, element, photographPicker } from './elements.ts';
import type { OpenPage } from './page.ts';
import { type Comparison, server } from './server.ts';
import type { Texts } from './texts.ts';

/** Are two photographs of one person? */
export const openCompare: OpenPage = ({ texts, explain }) => {
  const message = createMessage();
  const chosen: (File | undefined)[] = [undefined, undefined];
  const places = [element('figure', {}), element('figure', {})];
  const compare = async (): Promise<void> => {
    const files = chosen.filter((file) => file !== undefined);
    if (files.length < 2) {
      message.tell(texts.chooseTwo);
      return;
    }
    message.tell(texts.working);
    const comparison = await server.compare(files);
    message.tell(verdict(comparison, texts), comparison.same === true ? 'good' : 'note');
    for (const [i, box] of comparison.boxes.entries()) await show(i, [{ box, label: '', isKnown: true }]);
  };
  const show = async (i: number, faces: Parameters<typeof drawFaces>[2]): Promise<void> => {
    const file = chosen[i];
    const pixels = file && (await readPixels(file).catch(() => undefined));
    if (!file || !pixels) return;
    const canvas = element('canvas', { ariaLabel: file.name });
    canvas.setAttribute('role', 'img');
    drawFaces(canvas, pixels, faces);
    places[i]?.replaceChildren(canvas);
  };
  const side = (i: number, label: string): HTMLElement => {
    const picker = photographPicker(label, texts.choosePhotograph, false, ([file]) => {
      chosen[i] = file;
      show(i, [])
        .then(compare)
        .catch((error: unknown) => {
          message.tell(explain(error), 'problem');
        });
    });
    return element('div', {}, picker, ...places.slice(i, i + 1));
  };
  const pair = element('div', { className: 'pair' }, side(0, texts.first), side(1, texts.second));
  return { element: element('section', {}, element('h2', {}, texts.compare), message.element, pair) };
};

function verdict({ same, distance }: Comparison, texts: Texts): string {
  const told = distance.toFixed(2);
  if (same === null) return texts.distance(told);
  return same ? texts.same(told) : texts.different(told);
}
