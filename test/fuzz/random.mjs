import { createHash } from 'node:crypto';

/**
 * Random numbers that follow from a text alone: the same seed, target and index give the same input on every machine.
 *
 * @param {...(string | number)} parts
 */
export function randomOf(...parts) {
  // mulberry32, begun from the SHA-256 of the parts
  let state = createHash('sha256').update(parts.join('\n')).digest().readInt32LE();
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit) => Math.floor(next() * limit);
  return { next, below, pick: (list) => list[below(list.length)], chance: (share) => next() < share };
}
