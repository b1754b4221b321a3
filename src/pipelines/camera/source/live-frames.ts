import { setTimeout as sleep } from 'node:timers/promises';
import { FacekitError, messageOf } from '../../../core/errors.ts';
import type { RgbImage } from '../../../core/image.ts';
import type { Frame, FrameOrPause } from './frame.ts';
import { createNewest, type Newest } from './newest.ts';

/** What is done when a live source goes away. */
export interface LiveOptions {
  /** As messages name it. */
  readonly shown: string;
  /** How often it is opened again before that is an error; each picture begins the count anew. */
  readonly retries: number;
  /** Whether it may end of itself, as a file does that is played. */
  readonly ends: boolean;
  readonly signal: AbortSignal;
  /** Told that the source is gone, why, and in how many seconds it is opened again. */
  readonly onLost: (reason: string, seconds: number) => void;
  /** Told that it is there again. */
  readonly onBack: () => void;
}

/** Opens the source. Ends with the signal. */
export type OpenPictures = (signal: AbortSignal) => AsyncIterable<RgbImage>;

/** Waits between attempts, in seconds: the last is repeated. */
const WAITS = [1, 2, 4, 8, 15, 30] as const;
/** A source that gives nothing for so long is gone. */
const SILENCE_MS = 15_000;
const PAUSE_MS = 1000;

/**
 * The newest picture of a live source whenever one is asked for: what comes meanwhile is left out. A source that goes away is opened again,
 * after longer and longer waits; while there is nothing new, pauses tell how time goes by.
 *
 * @throws FacekitError `source-not-usable` where it cannot be opened in the first place, `source-lost` when it does not come back
 */
export async function* liveFrames(open: OpenPictures, options: LiveOptions): AsyncGenerator<FrameOrPause> {
  const started = performance.now();
  const clock = (): number => (performance.now() - started) / 1000;
  const newest = createNewest<Frame>();
  const done = new AbortController();
  const signal = AbortSignal.any([options.signal, done.signal]);
  const pumping = pump(open, newest, { ...options, signal, clock }).then(
    () => newest.end(),
    (error: unknown) => newest.end(error instanceof Error ? error : new Error(messageOf(error))),
  );
  try {
    for (;;) {
      const next = await newest.next(PAUSE_MS);
      if (!next || options.signal.aborted) return;
      yield next === 'pause' ? { seconds: clock() } : next.value;
    }
  } finally {
    done.abort();
    await pumping;
  }
}

async function pump(
  open: OpenPictures,
  newest: Newest<Frame>,
  { shown, retries, ends, signal, clock, onLost, onBack }: LiveOptions & { readonly clock: () => number },
): Promise<void> {
  const isStopped = (): boolean => signal.aborted;
  const state = { failures: 0, hasPictures: false };
  for (;;) {
    const lost = await readUntilLost(open, signal, (image) => {
      if (state.failures > 0) onBack();
      Object.assign(state, { failures: 0, hasPictures: true });
      newest.put({ image, seconds: clock() });
    });
    if (isStopped() || (ends && !lost)) return;
    if (!state.hasPictures && lost) throw lost;
    const reason = lost
      ? messageOf(lost)
          .replace(/^.* but /, '')
          .replace(/\.$/, '')
      : 'the stream ended';
    if (state.failures >= retries)
      throw new FacekitError(
        'source-lost',
        `Expected ${shown} to go on but ${reason}: see that it is there, and start again.`,
      );
    const seconds = WAITS[Math.min(state.failures, WAITS.length - 1)] ?? 0;
    state.failures += 1;
    onLost(reason, seconds);
    await sleep(seconds * 1000, undefined, { signal }).catch(() => undefined);
    if (isStopped()) return;
  }
}

/** Reads until the source ends, fails or falls silent. Returns the failure. */
async function readUntilLost(
  open: OpenPictures,
  signal: AbortSignal,
  onPicture: (image: RgbImage) => void,
): Promise<Error | undefined> {
  const silence = new AbortController();
  const silent = setTimeout(() => {
    silence.abort();
  }, SILENCE_MS);
  try {
    for await (const image of open(AbortSignal.any([signal, silence.signal]))) {
      silent.refresh();
      onPicture(image);
    }
    return silence.signal.aborted
      ? new FacekitError('source-not-usable', `Expected pictures but none came for ${SILENCE_MS / 1000} seconds.`)
      : undefined;
  } catch (error) {
    if (error instanceof FacekitError) return error;
    throw error;
  } finally {
    clearTimeout(silent);
  }
}
