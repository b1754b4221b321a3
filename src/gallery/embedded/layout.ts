import path from 'node:path';

/**
 * The files of a gallery. `gallery.json` says which generation counts; a compaction writes the next one beside it and then replaces
 * `gallery.json`.
 */
export interface GalleryFiles {
  /** Changes, one a line. It decides what there is. */
  readonly log: string;
  /** How far the changes reach that were reported as made: a log that ends before it was cut off. */
  readonly logEnd: string;
  /** What the beginning of the log adds up to: it spares time, and is made anew where it is missing. */
  readonly index: string;
  /** Embeddings, one a row: float32, little-endian. */
  readonly rows: string;
}

export const headerFile = (folder: string): string => path.join(folder, 'gallery.json');
export const lockFile = (folder: string): string => path.join(folder, 'gallery.lock');
export const cropsFolder = (folder: string): string => path.join(folder, 'crops');
export const cropFile = (folder: string, id: string): string => path.join(cropsFolder(folder), `${id}.png`);

/** The face that a picture is of; undefined for other files. */
export const idOfCrop = (name: string): string | undefined => /^([0-9a-f-]{36})\.png$/.exec(name)?.[1];

export const filesOf = (folder: string, generation: number): GalleryFiles => ({
  log: path.join(folder, `changes-${generation}.log`),
  logEnd: path.join(folder, `changes-${generation}.end`),
  index: path.join(folder, `changes-${generation}.index`),
  rows: path.join(folder, `embeddings-${generation}.f32`),
});

/** The generation that a file belongs to; undefined for other files. */
export function generationOf(name: string): number | undefined {
  const [, digits] = /^(?:changes|embeddings)-(\d{1,15})\.(?:log|end|index|f32)$/.exec(name) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
