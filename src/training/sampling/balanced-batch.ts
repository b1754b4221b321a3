import { shuffled } from '../../core/random.ts';
import { seededRandom } from '../../core/seeded-random.ts';
import type { SampledPerson } from './sample-people.ts';

export interface BalancedOptions {
  /** People of a batch (P), all different. */
  readonly people: number;
  /** Images of each (K). */
  readonly imagesPerPerson: number;
  readonly seed: number;
}

/**
 * The batch of a step: P people with K images of each. It follows from the seed and the step alone, so that a run goes on anywhere.
 *
 * A pass takes all people in random order, P at a time; those that are left over wait for the next pass. A person's images are taken in
 * random order too, K a pass, and in a new order when fewer than K are left; of a person with fewer than K images some come again.
 *
 * @param imagesOfPeople how many images each person has, at least one
 */
export function balancedBatch(
  imagesOfPeople: readonly number[],
  step: number,
  { people, imagesPerPerson, seed }: BalancedOptions,
): SampledPerson[] {
  const batches = batchesOfPass(imagesOfPeople.length, people);
  const [pass, place] = [Math.floor(step / batches), step % batches];
  const order = shuffled(indices(imagesOfPeople.length), seededRandom(seed, 2 * pass));
  return order.slice(place * people, (place + 1) * people).map((person) => {
    const count = imagesOfPeople[person] ?? 0;
    return {
      person,
      images: imagesOfPass(count, { pass, imagesPerPerson, seed: seed ^ Math.imul(person + 1, 0x9e3779b9) }),
    };
  });
}

/** Batches until everybody was there, but for fewer people than fill one; at least 1. */
export const batchesOfPass = (allPeople: number, people: number): number => Math.max(1, Math.floor(allPeople / people));

function imagesOfPass(
  count: number,
  { pass, imagesPerPerson, seed }: { pass: number; imagesPerPerson: number; seed: number },
): number[] {
  const sets = Math.max(1, Math.floor(count / imagesPerPerson));
  const [round, set] = [Math.floor(pass / sets), pass % sets];
  const order = shuffled(indices(count), seededRandom(seed, 2 * round + 1));
  return indices(imagesPerPerson).map((i) => order[(set * imagesPerPerson + i) % count] ?? 0);
}

const indices = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
