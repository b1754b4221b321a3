import { FacekitError } from '../../core/errors.ts';
import { benchmarkName, type Annotations } from './annotations.ts';
import { parseCountedLists } from './counted-lists.ts';

/**
 * FDDB's lists (`FDDB-fold-01-ellipseList.txt`): the image, the number of its faces, and for each a line `major minor angle x y 1`.
 *
 * @throws FacekitError `bad-annotations`
 */
export function parseFddb(text: string, source: string): Annotations {
  const refuse = (problem: string): FacekitError =>
    new FacekitError('bad-annotations', `Expected FDDB's list of ellipses in ${source} but ${problem}.`);
  const lists = parseCountedLists(text, { columns: 5, line: '`major minor angle x y`', refuse });
  const images = lists.map(({ name, rows }) => ({
    name: benchmarkName(name),
    faces: rows.map(([major = 0, minor = 0, angle = 0, x = 0, y = 0]) => {
      if (!(major > 0 && minor > 0)) throw refuse(`${name} has an ellipse without size`);
      return { major, minor, angle, x, y };
    }),
  }));
  return { kind: 'ellipses', images };
}
