import { setTimeout as sleep } from 'node:timers/promises';
import { collectGarbage } from './process/collect-garbage.ts';

/**
 * How many pixels of decoded images may be held at a time by all threads of a run. Plain data in shared memory, which crosses to
 * worker threads.
 */
export interface PixelBudget {
  /** One number: the thousands of pixels that are held now. */
  readonly held: Int32Array;
  /** Thousands of pixels. */
  readonly limit: number;
}

/** An image of a usual telephone or camera for each processor. */
const PIXELS_PER_PROCESSOR = 25_000_000;
const UNIT = 1000;
/** Pixels. What an image of this size leaves behind is collected before its share is given back. */
const LARGE_IMAGE = 20_000_000;

/** @param processors that work on images at a time */
export const createPixelBudget = (processors: number): PixelBudget => ({
  held: new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)),
  limit: Math.ceil((PIXELS_PER_PROCESSOR * Math.max(1, processors)) / UNIT),
});

/** Called with the number of pixels of an image before memory is taken for them. */
export type AdmitPixels = (pixels: number) => Promise<void>;

const LOOK_AGAIN_MS = 10;
/** A thread that died keeps its share: who has waited this long goes on. */
const PATIENCE_MS = 120_000;

/**
 * Runs work on one image, which calls `admit` once it knows the number of its pixels, and holds them until it is done. Waits for room;
 * an image larger than the whole budget waits until it is the only one. `collect` is called once a large image is done with.
 */
export async function withinBudget<T>(
  { held, limit }: PixelBudget,
  work: (admit: AdmitPixels) => Promise<T>,
  collect: () => Promise<unknown> = collectGarbage,
): Promise<T> {
  let mine = 0;
  const admit = async (pixels: number): Promise<void> => {
    const wanted = Math.min(Math.ceil(pixels / UNIT), limit);
    const start = performance.now();
    while (!take(held, wanted, performance.now() - start > PATIENCE_MS ? Infinity : limit)) await sleep(LOOK_AGAIN_MS);
    mine += wanted;
  };
  try {
    return await work(admit);
  } finally {
    if (mine * UNIT >= LARGE_IMAGE) await collect();
    Atomics.sub(held, 0, mine);
  }
}

/** Takes a share where there is room for it. */
function take(held: Int32Array, wanted: number, limit: number): boolean {
  const now = Atomics.load(held, 0);
  return now + wanted <= limit && Atomics.compareExchange(held, 0, now, now + wanted) === now;
}
