import { FacekitError } from '../../core/errors.ts';
import type { MatArray } from '../../formats/matlab/mat-array.ts';
import { readMat } from '../../formats/matlab/read-mat.ts';
import type { AnnotatedImage, Annotations, LabelledFace, Rectangle } from './annotations.ts';

/** A list of WIDER FACE for one setting: `wider_easy_val.mat`. */
export interface SettingFile {
  /** `easy`, `medium`, `hard`. */
  readonly setting: string;
  readonly bytes: Uint8Array;
  readonly source: string;
}

/**
 * WIDER FACE's own lists, one MATLAB file a setting: all faces of all images, and which of them the setting counts.
 *
 * @throws FacekitError `bad-annotations` for a file of something else, and where two do not list the same faces; those of `readMat`
 */
export function parseWiderMat(files: readonly SettingFile[]): Annotations {
  const lists = files.map((file) => ({ ...file, images: imagesOf(file) }));
  const [first] = lists;
  for (const list of lists) if (first && list !== first) requireSameFaces(first, list);
  const images = (first?.images ?? []).map(({ name, faces }, i) => ({
    name,
    faces: faces.map((face, j) => ({
      ...face,
      settings: lists.filter((list) => list.images[i]?.counted.has(j) === true).map(({ setting }) => setting),
    })),
  }));
  return { kind: 'boxes', settings: files.map(({ setting }) => setting), images };
}

interface ListedImage extends AnnotatedImage<Rectangle> {
  /** Places of the faces that count. */
  readonly counted: ReadonlySet<number>;
}

function imagesOf({ bytes, source }: SettingFile): ListedImage[] {
  const variables = readMat(bytes, source);
  const list = (name: string): readonly MatArray[] => cellsOf(variables.get(name), name, source);
  const [events, files, boxes, counted] = ['event_list', 'file_list', 'face_bbx_list', 'gt_list'].map(list) as [
    readonly MatArray[],
    readonly MatArray[],
    readonly MatArray[],
    readonly MatArray[],
  ];
  return events.flatMap((event, i) => {
    const folder = textIn(event, 'event_list', source);
    const boxesOfEvent = cellsOf(boxes[i], 'face_bbx_list', source);
    const countedOfEvent = cellsOf(counted[i], 'gt_list', source);
    return cellsOf(files[i], 'file_list', source).map((file, j) => {
      const faces = rectanglesIn(boxesOfEvent[j], source);
      return {
        name: `${folder}/${textIn(file, 'file_list', source)}`,
        faces,
        counted: placesIn(countedOfEvent[j], faces.length, source),
      };
    });
  });
}

/** Rows of x, y, width, height; the first column comes first. */
function rectanglesIn(array: MatArray | undefined, source: string): LabelledFace[] {
  if (array?.kind !== 'numbers') throw unlike(source, 'face_bbx_list holds something else than numbers');
  const { shape, data } = array;
  const [rows = 0, columns = 0] = shape;
  if (data.length === 0) return [];
  if (columns !== 4) throw unlike(source, `face_bbx_list has rows of ${columns} numbers, not of 4`);
  const at = (row: number, column: number): number => data[column * rows + row] ?? NaN;
  return Array.from({ length: rows }, (_, row) => ({
    ...{ x: at(row, 0), y: at(row, 1), width: at(row, 2), height: at(row, 3) },
    settings: [],
  }));
}

/** Numbers of faces, from 1. */
function placesIn(array: MatArray | undefined, faces: number, source: string): Set<number> {
  if (array?.kind !== 'numbers') throw unlike(source, 'gt_list holds something else than numbers');
  const wrong = array.data.find((place) => !Number.isInteger(place) || place < 1 || place > faces);
  if (wrong !== undefined) throw unlike(source, `gt_list counts face ${wrong} of an image with ${faces}`);
  return new Set(Array.from(array.data, (place) => place - 1));
}

function cellsOf(array: MatArray | undefined, name: string, source: string): readonly MatArray[] {
  if (array?.kind === 'cells') return array.cells;
  throw unlike(source, `${name} is not there, or no list`);
}

/** Text is a cell of its own in most lists. */
function textIn(array: MatArray, name: string, source: string): string {
  const [inner = array] = array.kind === 'cells' ? array.cells : [];
  if (inner.kind === 'text') return inner.text;
  throw unlike(source, `${name} holds something else than text`);
}

const unlike = (source: string, problem: string): FacekitError =>
  new FacekitError(
    'bad-annotations',
    `Expected a list of WIDER FACE (wider_easy_val.mat, wider_medium_val.mat, wider_hard_val.mat) in ${source} but ${problem}.`,
  );

type ReadFile = SettingFile & { readonly images: readonly ListedImage[] };

function requireSameFaces(first: ReadFile, other: ReadFile): void {
  const isSame =
    first.images.length === other.images.length &&
    first.images.every((image, i) => {
      const twin = other.images[i];
      return image.name === twin?.name && image.faces.length === twin.faces.length;
    });
  if (isSame) return;
  throw unlike(other.source, `it lists other images or faces than ${first.source}`);
}
