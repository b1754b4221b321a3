import { FacekitError, interruptedError } from '../../core/errors.ts';
import { shuffled } from '../../core/random.ts';
import { seededRandom } from '../../core/seeded-random.ts';
import type { Weights } from '../../core/tensor.ts';
import { GROUP_RATIO, type SampleGroup, SampleStore } from '../../training/mtcnn/sample-store.ts';
import { collectSamples } from './collect-samples.ts';
import { createWindowFinder } from './find-windows.ts';
import type { LabelledPhotograph } from '../training-photographs/labelled-photographs.ts';
import { STREAM, type MtcnnRun, type MtcnnSettings } from './mtcnn-settings.ts';

/** Windows to train on, and of other photographs those to measure on. */
export interface SampleStores {
  readonly training: SampleStore;
  readonly heldOut: SampleStore;
}

/** One photograph of so many is not trained on. */
const HELD_OUT = 10;

/**
 * Cuts up photographs, in an order that follows from the seed.
 *
 * @param base weights of the networks before this one, as FaceNet's files have them
 * @throws FacekitError `data-not-trainable` where there is nothing of a kind, `interrupted`
 */
export async function collectStores(
  photographs: readonly LabelledPhotograph[],
  base: Weights,
  { settings, world: { listener, signal } }: MtcnnRun,
): Promise<SampleStores> {
  const { network, seed, samples } = settings;
  listener.collects(photographs.length);
  const { training, heldOut } = split(photographs, seed);
  const stores = {
    training: new SampleStore(samples, seededRandom(seed, STREAM.kept)),
    heldOut: new SampleStore(Math.ceil(samples / HELD_OUT), seededRandom(seed, STREAM.heldOutKept)),
  };
  await using finder = network === 'pnet' ? undefined : await createWindowFinder(base, { ...settings, network });
  const options = {
    network,
    random: seededRandom(seed, STREAM.windows),
    findWindows: finder?.find,
    signal,
    onDone: (problem?: string) => {
      listener.photograph(problem);
    },
  };
  await collectSamples(heldOut, stores.heldOut, options);
  await collectSamples(training, stores.training, options);
  if (signal.aborted) throw interruptedError('Interrupted while windows were cut out; nothing was written.', signal);
  for (const store of [stores.heldOut, stores.training]) requireSamples(store, settings);
  return stores;
}

/** A tenth of those whose faces are all labelled, and of the others, is held out. */
function split(photographs: readonly LabelledPhotograph[], seed: number) {
  const order = shuffled(photographs, seededRandom(seed, STREAM.split));
  const parts = [false, true].map((landmarksOnly) =>
    order.filter((photograph) => (photograph.landmarksOnly ?? false) === landmarksOnly),
  );
  const countOf = ({ length }: readonly LabelledPhotograph[]): number =>
    Math.min(length, Math.max(1, Math.floor(length / HELD_OUT)));
  return {
    heldOut: parts.flatMap((part) => part.slice(0, countOf(part))),
    training: parts.flatMap((part) => part.slice(countOf(part))),
  };
}

function requireSamples(store: SampleStore, { network, annotations }: MtcnnSettings): void {
  const counts = store.counts();
  const groups = Object.keys(GROUP_RATIO) as SampleGroup[];
  const missing = groups.find((group) => counts[group] === 0 && (group !== 'landmark' || network === 'onet'));
  if (missing === undefined) return;
  const what = missing === 'landmark' ? 'faces with five landmarks' : `windows of the kind "${missing}"`;
  throw new FacekitError(
    'data-not-trainable',
    `Expected ${what} in the photographs of ${annotations.join(', ')}, in those to train on and in the tenth to measure on, but found none: give more photographs, and look whether their boxes are in pixels of the photographs as they are.`,
  );
}
