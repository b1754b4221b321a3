import { shuffled } from '../../core/random.ts';
import { seededRandom } from '../../core/seeded-random.ts';

interface ShuffledBatchOptions {
  readonly batch: number;
  readonly seed: number;
}

/**
 * Batch number `iteration`, from 0: all items in random order, and in another one when they are used up; what does not fill a batch waits for that.
 * It follows from seed and number alone, whose odd streams it has.
 */
export function shuffledBatch<T>(items: readonly T[], iteration: number, { batch, seed }: ShuffledBatchOptions): T[] {
  const batches = Math.floor(items.length / batch);
  const [pass, place] = [Math.floor(iteration / batches), iteration % batches];
  return shuffled(items, seededRandom(seed, 2 * pass + 1)).slice(place * batch, (place + 1) * batch);
}
