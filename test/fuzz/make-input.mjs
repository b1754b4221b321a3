import { mutate } from './mutate.mjs';
import { randomOf } from './random.mjs';

const JSON_NAME = /\.(json|jsonl|partial|journal)$|^file$/;

/** Looks like JSON at its first byte. */
const isJson = (name, bytes) => JSON_NAME.test(name) && bytes[0] === 0x7b;

/**
 * The input of an index: a whole one in which a file was changed, or one that the target makes. It follows from the seed, the target's name and the index.
 *
 * @param {import('./targets/index.mjs').Target} target
 * @param {readonly Readonly<Record<string, Buffer>>[]} seeds
 */
export async function makeInput({ name, only, repair, make }, seeds, { seed, index }) {
  const random = randomOf(seed, name, index);
  if (make) return make(random, seeds);
  const whole = random.pick(seeds);
  const file = only ?? random.pick(Object.keys(whole));
  const others = seeds.flatMap((other) => (other[file] === undefined ? [] : [other[file]]));
  const input = { ...whole, [file]: mutate(whole[file], { random, others, isJson: isJson(file, whole[file]) }) };
  return repair && random.chance(0.5) ? repair(input) : input;
}
