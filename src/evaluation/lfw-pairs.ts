import { FacekitError } from '../core/errors.ts';
import { isInnerPath } from '../core/inner-path.ts';
import { classShareFolds, contiguousFolds } from './folds.ts';

/** One photograph in LFW's numbering: the person's name as the folder has it, and the number of the image, from 1. */
export interface LfwImage {
  readonly name: string;
  readonly index: number;
}

export interface LfwPair {
  readonly first: LfwImage;
  readonly second: LfwImage;
  /** Whether both images show one person. */
  readonly same: boolean;
  /** Line of the file, from 1. */
  readonly line: number;
}

/** A pair that the file has already listed, in either order. It stays in `pairs`, as upstream evaluates it twice. */
export interface DuplicatePair {
  readonly line: number;
  readonly firstLine: number;
}

export interface LfwPairs {
  /** View 1 (development) has one list of pairs, View 2 (results) has folds of their own. */
  readonly view: 1 | 2;
  /** Folds as the header of View 2 says; undefined for View 1. */
  readonly folds: number | undefined;
  /** Pairs as the header promises: where `pairs` holds another number, the file is cut or edited. */
  readonly announced: number;
  readonly pairs: readonly LfwPair[];
  readonly duplicates: readonly DuplicatePair[];
}

/**
 * Reads an official LFW pairs file. Header: `10 300` (View 2: folds, pairs of each kind a fold) or `1100` (View 1: pairs of
 * each kind). Then `name i j` for one person and `name i name j` for two. Fields are separated by tabs, so that names may
 * hold spaces; a line without tabs is split at blanks. Windows line ends, a byte order mark and blank lines are accepted.
 *
 * Throws `bad-pairs-file` with the line number and the text of a line that is neither, and for a missing header: FaceNet
 * skips the first line unread and would lose that pair silently.
 */
export function parseLfwPairs(text: string): LfwPairs {
  const lines = linesOf(text.replace(/^\uFEFF/, ''));
  const { value: header } = lines.next();
  if (header === undefined) throw badFile('The pairs file is empty; expected a header and pairs of LFW images.');
  const head = parseHeader(header);
  // One after the other: of a file of something else the first line ends it.
  const pairs = Array.from(lines, parsePair);
  return { ...head, pairs, duplicates: duplicatesOf(pairs) };
}

/** Path of an image below the dataset folder, without extension: `Name/Name_0001`. */
export const pairPath = (name: string, index: number): string => `${name}/${name}_${String(index).padStart(4, '0')}`;

/**
 * The fold of each pair that is evaluated (those whose images were found), in file order: contiguous for View 2; for View 1,
 * which lists one kind after the other, each fold takes its share of both. Throws as `contiguousFolds` does.
 */
export const lfwFolds = (view: LfwPairs['view'], same: readonly boolean[], folds: number): number[] =>
  view === 2 ? contiguousFolds(same.length, folds) : classShareFolds(same, folds);

interface Line {
  readonly content: string;
  readonly line: number;
  readonly fields: readonly string[];
}

/** The lines that are not blank. */
function* linesOf(text: string): Generator<Line, undefined> {
  const lines = /([^\r\n]*)(?:\r\n|\n|\r|$)/g;
  let line = 0;
  for (const [, content = ''] of text.matchAll(lines)) {
    line += 1;
    const fields = fieldsOf(content);
    if (fields.length > 0) yield { content, line, fields };
  }
}

const fieldsOf = (content: string): string[] => {
  const trimmed = content.trim();
  if (trimmed === '') return [];
  return trimmed.split(trimmed.includes('\t') ? '\t' : / +/).map((field) => field.trim());
};

function parseHeader(header: Line): Pick<LfwPairs, 'view' | 'folds' | 'announced'> {
  const [first, second] = header.fields.map(parseCount);
  if (header.fields.length === 2 && first !== undefined && second !== undefined) {
    return { view: 2, folds: first, announced: 2 * first * second };
  }
  if (header.fields.length === 1 && first !== undefined) {
    return { view: 1, folds: undefined, announced: 2 * first };
  }
  throw badLine(
    header,
    'a header, "10 300" (folds and pairs of each kind a fold) or "1100" (pairs of each kind); add the line, as a pair in its place would be lost',
  );
}

function parsePair(line: Line): LfwPair {
  const pair = line.fields.length === 3 ? samePerson(line.fields) : twoPeople(line.fields);
  if (pair === undefined) {
    throw badLine(line, '"name i j" for one person or "name i name j" for two, separated by tabs');
  }
  if (!pair.same && pair.first.name === pair.second.name) {
    throw badLine(line, 'two names that differ; write two images of one person as "name i j"');
  }
  return { ...pair, line: line.line };
}

function samePerson([name, i, j]: readonly string[]): Omit<LfwPair, 'line'> | undefined {
  const [first, second] = [imageOf(name, i), imageOf(name, j)];
  return first && second && { first, second, same: true };
}

function twoPeople(fields: readonly string[]): Omit<LfwPair, 'line'> | undefined {
  const [first, second] = [imageOf(fields[0], fields[1]), imageOf(fields[2], fields[3])];
  return fields.length === 4 && first && second ? { first, second, same: false } : undefined;
}

/** A name is that of a folder of the data set: one that leads out of it is none. */
function imageOf(name = '', digits = ''): LfwImage | undefined {
  const index = parseCount(digits);
  return !isInnerPath(name) || index === undefined ? undefined : { name, index };
}

/** A positive whole number in decimal digits. */
const parseCount = (digits: string): number | undefined =>
  /^0*[1-9]\d{0,8}$/.test(digits) ? Number(digits) : undefined;

function duplicatesOf(pairs: readonly LfwPair[]): DuplicatePair[] {
  const firstLines = new Map<string, number>();
  return pairs.flatMap(({ first, second, line }) => {
    const key = [pairPath(first.name, first.index), pairPath(second.name, second.index)].sort().join('\t');
    const firstLine = firstLines.get(key);
    if (firstLine !== undefined) return [{ line, firstLine }];
    firstLines.set(key, line);
    return [];
  });
}

const badFile = (message: string): FacekitError => new FacekitError('bad-pairs-file', message);

/** Of a file that is none of text, a line may be the whole of it. */
const LONGEST_QUOTE = 200;

function badLine({ line, content }: Line, expected: string): FacekitError {
  const quote = content.length > LONGEST_QUOTE ? `${content.slice(0, LONGEST_QUOTE)}…` : content;
  return badFile(`Line ${line} of the pairs file: expected ${expected}, but received "${quote}".`);
}
