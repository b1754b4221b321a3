import { groupBy } from '../core/group.ts';

/** A person with the embeddings of the person's images. */
export interface Person {
  readonly name: string;
  readonly vectors: readonly Float32Array[];
}

/** Two people some of whose images are the same. */
export interface SharedImages {
  readonly names: readonly [string, string];
  readonly images: number;
}

/** Finds people with equal embeddings, number by number: equal images have them, and hardly any others. In the order of the people. */
export function findSharedImages(people: readonly Person[]): SharedImages[] {
  const entries = people.flatMap(({ name, vectors }) => vectors.map((vector) => ({ name, vector })));
  const alike = groupBy(entries, ({ vector }) => vector.subarray(0, 4).join(' '));
  const shared = new Map<string, { names: [string, string]; images: number }>();
  for (const group of [...alike.values()].filter(({ length }) => length > 1)) {
    const pairs = new Map<string, [string, string]>();
    for (const [i, first] of group.entries())
      for (const second of group.slice(i + 1))
        if (first.name !== second.name && isEqual(first.vector, second.vector))
          pairs.set(JSON.stringify([first.name, second.name]), [first.name, second.name]);
    for (const [key, names] of pairs) shared.set(key, { names, images: (shared.get(key)?.images ?? 0) + 1 });
  }
  return [...shared.values()];
}

const isEqual = (a: Float32Array, b: Float32Array): boolean =>
  a.length === b.length && a.every((value, i) => value === b[i]);

/** Pairs of people that are named in a note. */
const NAMED = 3;

/** A sentence about them; none when there is none. */
export function sharedImagesNotes(shared: readonly SharedImages[]): string[] {
  if (shared.length === 0) return [];
  const named = shared
    .slice(0, NAMED)
    .map(({ names: [a, b], images }) => `${a} and ${b} (${images} ${images === 1 ? 'image' : 'images'})`);
  const more = shared.length > NAMED ? `; and ${shared.length - NAMED} more pairs of people` : '';
  return [
    `The same images are with two people: ${named.join('; ')}${more}. The classifier cannot tell them apart by these: leave them with the one they show.`,
  ];
}
