import type { Random } from './random.ts';

/**
 * The random numbers of one stream of a seed (mulberry32, seeded through its own mixing): the same seed and stream give the
 * same numbers everywhere, and streams do not depend on the order in which they are used.
 */
export function seededRandom(seed: number, stream: number): Random {
  let state = mix(mix(seed | 0) ^ Math.imul(stream + 1, 0x9e3779b9));
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    return (mix(state) >>> 0) / 2 ** 32;
  };
}

function mix(value: number): number {
  const t = Math.imul(value ^ (value >>> 15), value | 1);
  return (t ^ (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ (t >>> 14)) | 0;
}
