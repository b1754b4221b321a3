import path from 'node:path';
import { FacekitError } from '../../core/errors.ts';
import type { Landmarks } from '../../core/face.ts';
import { shortened } from '../../core/json.ts';
import { printable } from '../../core/printable.ts';
import { benchmarkName, type AnnotatedImage, type Annotations, type LabelledFace } from './annotations.ts';
import { ALL_FACES } from './json-lines.ts';

/** A list of CelebA as text. */
export interface CelebaList {
  readonly text: string;
  readonly source: string;
}

const BOX = /^list_bbox_celeba\.(?:txt|csv)$/i;
const LANDMARKS = /^list_landmarks_celeba\.(?:txt|csv)$/i;

/** Whether a file is one of CelebA's lists, by its name. */
export const isCelebaFile = (file: string): boolean => [BOX, LANDMARKS].some((name) => name.test(path.basename(file)));

/**
 * Which of some files are CelebA's two lists. Those of the aligned crops (`list_landmarks_align_celeba.txt`) are of other pictures than its boxes.
 *
 * @throws FacekitError `bad-annotations` where one is missing
 */
export function findCelebaFiles(
  files: readonly string[],
  place: string,
): { readonly boxes: string; readonly landmarks: string } {
  const [boxes, landmarks] = [BOX, LANDMARKS].map((name) => files.find((file) => name.test(path.basename(file))));
  if (boxes !== undefined && landmarks !== undefined) return { boxes, landmarks };
  throw new FacekitError(
    'bad-annotations',
    `Expected CelebA's list_bbox_celeba.txt and list_landmarks_celeba.txt in ${place} but found ${boxes ?? landmarks ?? 'neither'}: name the folder that holds both; the list of landmarks of the aligned crops is not of the photographs.`,
  );
}

/**
 * CelebA's lists: the number of images, the names of the columns, and a line an image: its name and `x_1 y_1 width height`, or the five points from
 * the left eye to the right corner of the mouth. Tables with commas and without the number are read too. One face of each photograph is labelled.
 *
 * @throws FacekitError `bad-annotations`
 */
export function parseCeleba(boxes: CelebaList, landmarks: CelebaList): Annotations {
  const points = new Map(rowsOf(landmarks, 10).map(({ name, numbers }) => [name, landmarksOf(numbers)]));
  const images = rowsOf(boxes, 4).map(({ name, numbers }): AnnotatedImage<LabelledFace> => {
    const [x = 0, y = 0, width = 0, height = 0] = numbers;
    const settings = width > 0 && height > 0 ? [ALL_FACES] : [];
    return {
      name: benchmarkName(name),
      faces: [{ ...{ x, y, width, height, settings }, landmarks: points.get(name) }],
    };
  });
  return { kind: 'boxes', settings: [ALL_FACES], images };
}

function landmarksOf(numbers: readonly number[]): Landmarks {
  const point = (i: number) => ({ x: numbers[2 * i] ?? NaN, y: numbers[2 * i + 1] ?? NaN });
  return [point(0), point(1), point(2), point(3), point(4)];
}

interface Row {
  readonly name: string;
  readonly numbers: readonly number[];
}

function rowsOf({ text, source }: CelebaList, columns: number): Row[] {
  const refuse = (problem: string): FacekitError =>
    new FacekitError(
      'bad-annotations',
      `Expected CelebA's list of ${columns} numbers an image in ${source} but ${problem}.`,
    );
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((line, i) => ({ fields: line.trim().split(/[\s,]+/), number: i + 1 }))
    .filter(({ fields }) => fields.join('') !== '');
  const [first] = lines;
  const count = first?.fields.length === 1 ? Number(first.fields[0]) : undefined;
  const rows = lines.slice(count === undefined ? 1 : 2).map(({ fields: [name = '', ...words], number }) => {
    const numbers = words.map(Number);
    if (numbers.length === columns && numbers.every(Number.isFinite)) return { name, numbers };
    const shown = printable(shortened([name, ...words].join(' '), LONGEST_SHOWN));
    throw refuse(`line ${number} is ${shown}`);
  });
  if (count !== undefined && rows.length !== count)
    throw refuse(`its first line says ${count} and ${rows.length} follow`);
  return rows;
}

const LONGEST_SHOWN = 80;
