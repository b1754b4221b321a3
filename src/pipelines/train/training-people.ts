import { FacekitError } from '../../core/errors.ts';
import { shuffled } from '../../core/random.ts';
import { seededRandom } from '../../core/seeded-random.ts';
import { classOf, readClassFolders } from '../../dataset/class-folders.ts';
import type { ImageFile } from '../../dataset/image-files.ts';

/** Images of one person. */
export interface Person {
  readonly name: string;
  readonly images: readonly ImageFile[];
}

/**
 * The people of a data set, by name.
 *
 * @throws FacekitError `no-images`, and those of reading a folder
 */
export async function readPeople(data: string, signal: AbortSignal): Promise<Person[]> {
  const { images } = await readClassFolders(data, signal);
  const people = new Map<string, ImageFile[]>();
  for (const image of images) {
    const name = classOf(image.path);
    if (name !== '') people.set(name, [...(people.get(name) ?? []), image]);
  }
  return Array.from(people, ([name, files]) => ({ name, images: files }));
}

/** The people whom triplets can be made of: with two images or more, and as many as a batch has. */
export function requirePairsOfPeople(people: readonly Person[], wanted: number, data: string): readonly Person[] {
  requireTwo(people, data);
  const usable = people.filter(({ images }) => images.length > 1);
  if (usable.length === 0)
    throw notTrainable(
      `Expected people with two images or more in ${data} but each of the ${people.length} has one: a network learns from what two images of a person have in common.`,
    );
  if (usable.length < wanted)
    throw notTrainable(
      `Expected at least ${wanted} people with two images or more in ${data}, as many as a batch has, but found ${usable.length}: choose fewer \`peoplePerBatch\`.`,
    );
  return usable;
}

/** The people, where they have images enough for a batch. */
export function requireImages(people: readonly Person[], wanted: number, data: string): readonly Person[] {
  requireTwo(people, data);
  const images = people.reduce((sum, person) => sum + person.images.length, 0);
  if (images >= wanted) return people;
  throw notTrainable(
    `Expected at least ${wanted} images to train on in ${data}, as many as a batch has, but found ${images}: choose a smaller \`batchSize\`.`,
  );
}

function requireTwo(people: readonly Person[], data: string): void {
  if (people.length < 2)
    throw notTrainable(
      `Expected class folders of at least two people in ${data} but found ${people.length}: a network learns to tell people apart.`,
    );
}

export const notTrainable = (message: string): FacekitError => new FacekitError('data-not-trainable', message);

export interface HeldOut {
  readonly training: readonly Person[];
  readonly held: readonly Person[];
}

/** Sets a share of the people with two images or more apart, at random but always the same for a seed. */
export function holdOut(people: readonly Person[], share: number, seed: number): HeldOut {
  const candidates = people.filter(({ images }) => images.length > 1);
  const count = Math.round(candidates.length * share);
  const held = new Set(shuffled(candidates, seededRandom(seed, HOLD_OUT_STREAM)).slice(0, count));
  return { training: people.filter((person) => !held.has(person)), held: [...held] };
}

/** Streams of random numbers of a seed: one for each purpose, so that none depends on the others. */
const HOLD_OUT_STREAM = -1;
