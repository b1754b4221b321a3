import { shuffled } from '../core/random.ts';
import { groupBy } from '../core/group.ts';
import { seededRandom } from '../core/seeded-random.ts';
import { byPath } from './alignment-record.ts';

/** An image, or a face of it, and who it shows. */
export interface Labelled {
  readonly path: string;
  readonly name: string;
}

export interface SplitOptions {
  /** People with fewer images are left out. */
  readonly minPerClass: number;
  /** Images of each person to train on; the others are for testing. */
  readonly trainPerClass: number;
  readonly seed: number;
}

export interface Split<Item> {
  readonly train: Item[];
  readonly test: Item[];
}

/**
 * Parts the images of each person at random into those to train on and those to test with, as FaceNet's `split_dataset`. There the
 * parts hang on the order in which the file system lists the files; here the images of a person are sorted by path first, and the
 * part of each person follows from the seed, the person's name and these images alone.
 *
 * Both parts are sorted by name, then by path.
 */
export function splitByClass<Item extends Labelled>(
  items: readonly Item[],
  { minPerClass, trainPerClass, seed }: SplitOptions,
): Split<Item> {
  const split: Split<Item> = { train: [], test: [] };
  for (const [name, group] of classesOf(items)) {
    if (group.length < minPerClass) continue;
    const order = shuffled(group, seededRandom(seed, hash(name)));
    split.train.push(...order.slice(0, trainPerClass).sort(byPath));
    split.test.push(...order.slice(trainPerClass).sort(byPath));
  }
  return split;
}

/** The items of people with at least `min` of them, sorted by name, then by path. */
export const withEnough = <Item extends Labelled>(items: readonly Item[], min: number): Item[] =>
  classesOf(items).flatMap(([, group]) => (group.length < min ? [] : group));

/** People by code units of their names, with their items by path. */
function classesOf<Item extends Labelled>(items: readonly Item[]): [string, Item[]][] {
  const sorted = [...items].sort(byPath);
  return [...groupBy(sorted, ({ name }) => name)].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** A number of 32 bits from a text (FNV-1a over its UTF-16 code units). */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value | 0;
}
