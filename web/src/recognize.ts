import { drawFaces, readPixels } from './drawing.ts';
import { createMessage, element, photographPicker } from './elements.ts';
import type { OpenPage } from './page.ts';
import { server } from './server.ts';

/** Who is in a photograph? */
export const openRecognize: OpenPage = ({ texts, explain }) => {
  const message = createMessage();
  const place = element('figure', {});
  const recognize = async (file: File): Promise<void> => {
    message.tell(texts.working);
    place.replaceChildren();
    const faces = await server.recognize(file);
    const names = faces.map(({ person }) => person ?? texts.unknown);
    const canvas = element('canvas', { ariaLabel: names.join(', ') });
    canvas.setAttribute('role', 'img');
    const drawn = faces.map(({ box, person }, i) => ({ box, label: names[i] ?? '', isKnown: person !== null }));
    // A photograph that the server reads and the browser does not, such as HEIC, is told in words alone.
    const pixels = await readPixels(file).catch(() => undefined);
    if (pixels) {
      drawFaces(canvas, pixels, drawn);
      place.append(canvas);
    }
    message.tell(faces.length === 0 ? texts.noFace : texts.found(faces.length));
    names.forEach((name, i) => {
      message.add(texts.faceIs(i + 1, name), faces[i]?.person === null ? 'note' : 'good');
    });
  };
  const picker = photographPicker(texts.photographs, texts.choosePhotograph, false, ([file]) => {
    if (file)
      recognize(file).catch((error: unknown) => {
        message.tell(explain(error), 'problem');
      });
  });
  return { element: element('section', {}, element('h2', {}, texts.recognize), picker, message.element, place) };
};
