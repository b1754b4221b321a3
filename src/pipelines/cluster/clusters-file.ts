import * as v from 'valibot';
import { FacekitError } from '../../core/errors.ts';
import { isInnerPath } from '../../core/inner-path.ts';
import { checkJson } from '../../core/json.ts';

const FORMAT = 'facekit-clusters';
const VERSION = 1;

/** A face of a folder of groups. */
export interface ClusterLine {
  /** Undefined where it is unsorted. */
  readonly group?: string | undefined;
  /** The image as it was named. */
  readonly path: string;
  readonly face: number;
  /** Its picture's name in the folder of the group, which no other has; null where the image was gone. */
  readonly file: string | null;
  readonly distance: number | null;
  readonly doubtful: boolean;
}

const isFileName = (name: string): boolean => isInnerPath(name) && !/[/\\]/.test(name);

const HEADER = v.object({ format: v.literal(FORMAT, FORMAT), version: v.number() });
const LINE: v.GenericSchema<unknown, ClusterLine> = v.object(
  {
    group: v.optional(v.string('a name')),
    path: v.string('a path'),
    face: v.pipe(v.number('a number'), v.integer('a whole number')),
    file: v.nullable(v.pipe(v.string('a name'), v.check(isFileName, 'a name of a file'))),
    distance: v.nullable(v.number('a number')),
    doubtful: v.boolean('true or false'),
  },
  'a face',
);

/** JSON lines: how the groups were made, then one line a face. */
export const encodeClusters = (settings: Readonly<Record<string, unknown>>, lines: readonly ClusterLine[]): string =>
  [{ format: FORMAT, version: VERSION, ...settings }, ...lines].map((line) => `${JSON.stringify(line)}\n`).join('');

/**
 * Reads what `encodeClusters` wrote.
 *
 * @throws FacekitError `bad-clusters`
 */
export function parseClusters(text: string, source: string): ClusterLine[] {
  const [first = '', ...rest] = text.split('\n');
  const header = checkJson(first, HEADER);
  if (!header.ok) throw damaged(source, `line 1 is no header of it (${header.problem})`);
  if (header.value.version !== VERSION)
    throw damaged(source, `it is of version ${header.value.version}, not ${VERSION}: update facekit`);
  if (rest.pop() !== '') throw damaged(source, 'its last line is cut off');
  return rest.map((text, i) => {
    const line = checkJson(text, LINE);
    if (!line.ok) throw damaged(source, `line ${i + 2} is no face (${line.problem})`);
    return line.value;
  });
}

const damaged = (source: string, why: string): FacekitError =>
  new FacekitError('bad-clusters', `Expected groups of facekit cluster in ${source} but ${why}.`);
