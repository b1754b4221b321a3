import { createHash } from 'node:crypto';

/** One of the parts that a list of images is divided into. */
export interface Shard {
  /** From 0 to `count - 1`. */
  readonly index: number;
  readonly count: number;
}

/** More parts than any cluster has tasks. */
export const MOST_SHARDS = 99_999;

const HASHED_BYTES = 6;
/** Before each path: of a few that were tried, the one that divides the 6,797 photographs of LFW most evenly. */
const SALT = 'shard\0';

/**
 * The shard that an image belongs to: the first 48 bits of SHA-256 of its path, modulo the number of shards. It follows from the path alone, so that
 * images which are added later move no others.
 *
 * @param name the image's path relative to the input, with forward slashes
 */
export const shardOf = (name: string, count: number): number =>
  createHash('sha256').update(SALT).update(name).digest().readUIntBE(0, HASHED_BYTES) % count;

/** `3/6`, as `--shard` takes it. */
export const formatShard = ({ index, count }: Shard): string => `${index}/${count}`;

/** `00003-of-00006`: what a shard's files are called. */
export const nameOfShard = ({ index, count }: Shard): string => `${padded(index)}-of-${padded(count)}`;

const padded = (number: number): string => String(number).padStart(5, '0');

/** Reads `00003-of-00006`; undefined for any other text. */
export function parseShardName(name: string): Shard | undefined {
  const [, index, count] = /^(\d{5})-of-(\d{5})$/.exec(name) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  return shard.index < shard.count ? shard : undefined;
}
