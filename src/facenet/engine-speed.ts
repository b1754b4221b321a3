import { performance } from 'node:perf_hooks';
import { seededRandom } from '../core/seeded-random.ts';
import type { Engine } from '../tensor/engine.ts';
import { randomWeights } from '../tensor/random-weights.ts';
import { FACENET_INPUT_SIZE, inceptionResnetV1 } from './networks/inception-resnet-v1.ts';

/** How fast an engine is with Inception-ResNet-v1, one face of 160 × 160 pixels at a time. */
export interface EngineSpeed {
  /** Median time of one face. */
  readonly milliseconds: number;
  readonly facesPerSecond: number;
  /** Runs that were timed. */
  readonly runs: number;
}

/** Runs that are not timed: an engine makes plans and takes memory in its first ones. */
const WARM_UP = 3;

/**
 * Runs FaceNet's network over and over. Its weights are random, so that no model needs to be installed.
 *
 * @param seconds how long to measure, after the warm-up; at least one run is made
 */
export async function measureEngineSpeed(
  engine: Engine,
  { seconds }: { readonly seconds: number },
): Promise<EngineSpeed> {
  const random = seededRandom(0, 0);
  const network = inceptionResnetV1('fixed');
  await using session = await engine.load(network, randomWeights(network, random));
  const side = FACENET_INPUT_SIZE;
  const data = Uint8Array.from({ length: side * side * 3 }, () => Math.floor(random() * 256));
  const runOnce = () => session.run({ images: { shape: [1, side, side, 3], data } });
  for (let i = 0; i < WARM_UP; i++) await runOnce();
  return summarise(await timeRuns(runOnce, seconds));
}

/** Milliseconds of each run. */
async function timeRuns(runOnce: () => Promise<unknown>, seconds: number): Promise<number[]> {
  const times: number[] = [];
  const end = performance.now() + seconds * 1000;
  do {
    const start = performance.now();
    await runOnce();
    times.push(performance.now() - start);
  } while (performance.now() < end);
  return times;
}

function summarise(times: readonly number[]): EngineSpeed {
  const ascending = times.toSorted((a, b) => a - b);
  const total = times.reduce((sum, time) => sum + time, 0);
  return {
    milliseconds: ascending[Math.floor(times.length / 2)] ?? NaN,
    facesPerSecond: (times.length / total) * 1000,
    runs: times.length,
  };
}
