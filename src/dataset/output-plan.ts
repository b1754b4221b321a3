import path from 'node:path';
import { toInnerPath } from '../core/inner-path.ts';

/** Where the crops of an image go. */
export interface PlannedOutput {
  /** The image, relative to the input folder. */
  readonly path: string;
  /** The crop without `.png` or `_0.png`, relative to the output folder, with forward slashes. */
  readonly stem: string;
  /** The image that has the name which this one would have had. */
  readonly renamedBecauseOf?: string;
}

/**
 * Gives every image its place in the output: `<folder>/<stem>` of the input, as the FaceNet script does. Where several images would
 * have the same place (`a.jpg` and `a.png`) the script overwrites; here the first keeps it and the others get `a-2`, `a-3`, ….
 * Names that differ in case or in Unicode form only count as the same, since many file systems cannot hold both.
 *
 * @param images relative paths in their final order; the same list gives the same plan
 */
export function planOutputs(images: readonly string[]): PlannedOutput[] {
  const stems = images.map(stemOf);
  const folded = stems.map(fold);
  const wanted = new Set(folded);
  const owners = new Map<string, string>();
  return images.map((image, i) => {
    const [stem = '', key = ''] = [stems[i], folded[i]];
    const owner = owners.get(key);
    const free = owner === undefined ? stem : firstFree(stem, (name) => wanted.has(name) || owners.has(name));
    owners.set(owner === undefined ? key : fold(free), image);
    return { path: image, stem: free, ...(owner === undefined ? {} : { renamedBecauseOf: owner }) };
  });
}

/** `<stem>.png` for the one face that is chosen. */
export const singleOutput = (stem: string): string => `${stem}.png`;

/** `<stem>_0.png`, `<stem>_1.png`, … when every face is written, also when there is only one. */
export const numberedOutput = (stem: string, index: number): string => `${stem}_${index}.png`;

/** The place of an image that shares its name with no other. */
export function stemOf(image: string): string {
  const { dir, name } = path.posix.parse(image);
  // Names that another system takes for a way out of the folder are refused when they are read back.
  return toInnerPath(path.posix.join(dir, name));
}

const fold = (name: string): string => name.normalize('NFC').toLowerCase();

function firstFree(stem: string, isTaken: (folded: string) => boolean): string {
  let number = 2;
  while (isTaken(fold(`${stem}-${number}`))) number += 1;
  return `${stem}-${number}`;
}
