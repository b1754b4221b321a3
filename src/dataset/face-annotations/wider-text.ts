import { FacekitError } from '../../core/errors.ts';
import { benchmarkName, type Annotations, type LabelledFace } from './annotations.ts';
import { parseCountedLists } from './counted-lists.ts';
import { ALL_FACES } from './json-lines.ts';

/** Where a line says that a face is not to be looked for: x, y, width, height, blur, expression, illumination, invalid. */
const INVALID = 7;

/**
 * WIDER FACE's text form (`wider_face_val_bbx_gt.txt`): the image, the number of its faces, and for each a line `x y width height …`. It does not say
 * which faces are easy, medium or hard: there is one setting, of all faces but those that are marked as invalid or have no size.
 *
 * @throws FacekitError `bad-annotations`
 */
export function parseWiderText(text: string, source: string): Annotations {
  const lists = parseCountedLists(text, {
    columns: 4,
    line: '`x y width height`',
    refuse: (problem) =>
      new FacekitError('bad-annotations', `Expected WIDER FACE's list of faces in ${source} but ${problem}.`),
  });
  const images = lists.map(({ name, rows }) => ({ name: benchmarkName(name), faces: rows.map(faceOf) }));
  return { kind: 'boxes', settings: [ALL_FACES], images };
}

function faceOf(numbers: readonly number[]): LabelledFace {
  const [x = 0, y = 0, width = 0, height = 0] = numbers;
  const isCounted = width > 0 && height > 0 && (numbers[INVALID] ?? 0) === 0;
  return { x, y, width, height, settings: isCounted ? [ALL_FACES] : [] };
}
