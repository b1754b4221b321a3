import { FacekitError } from '../../core/errors.ts';
import { decodeText } from '../../files/decode-text.ts';
import { readRegularFile } from '../../files/regular-file.ts';
import { pairPath, parseLfwPairs, type LfwImage, type LfwPair, type LfwPairs } from '../../evaluation/lfw-pairs.ts';
import { whyUnreadable } from '../../files/why-unreadable.ts';

/** Names an image whatever its folder and extension: `Name/Name_0001`. */
export const keyOf = ({ name, index }: LfwImage): string => pairPath(name, index);

/** Every image of the pairs once, in the order of its first pair. */
export const imagesOf = (pairs: readonly LfwPair[]): LfwImage[] => [
  ...new Map(pairs.flatMap(({ first, second }) => [first, second]).map((image) => [keyOf(image), image])).values(),
];

/** The pairs of whose images both are there. */
export const usablePairs = (pairs: readonly LfwPair[], images: { has(key: string): boolean }): LfwPair[] =>
  pairs.filter(({ first, second }) => images.has(keyOf(first)) && images.has(keyOf(second)));

/** LFW's list of 6,000 pairs has 160 kB. */
const MOST_BYTES = 256 * 2 ** 20;

/** Reads a pairs file. Throws FacekitError `bad-pairs-file` and `pairs-not-found`. */
export async function readPairsFile(file: string): Promise<LfwPairs> {
  try {
    return parseLfwPairs(decodeText(await readRegularFile(file, MOST_BYTES)));
  } catch (error) {
    if (error instanceof FacekitError && error.code === 'bad-pairs-file')
      throw new FacekitError(error.code, `${file}: ${error.message}`);
    const why = whyUnreadable(error);
    throw new FacekitError(
      'pairs-not-found',
      `Cannot read the pairs of LFW at ${file}: ${why}. Fetch the lists of LFW by facekit datasets pull lfw --pairs-only, or name another file by \`lfwPairs\`.`,
      { cause: error },
    );
  }
}
