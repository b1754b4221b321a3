import type { MissingImage } from '../labelled/labelled-source.ts';
import { FacekitError } from '../../core/errors.ts';
import { lfwFolds, type LfwPair, type LfwPairs } from '../../evaluation/lfw-pairs.ts';
import { usablePairs } from './pairs-list.ts';
import type { LfwSettings } from './lfw-settings.ts';

export interface FoldedPairs {
  readonly used: readonly LfwPair[];
  readonly foldOf: readonly number[];
}

/**
 * The pairs whose images both are there, in folds.
 *
 * @throws FacekitError `pairs-skipped` with `strict`, `no-pairs`, `too-few-pairs`
 */
export function foldedPairs(
  list: LfwPairs,
  images: { has(key: string): boolean },
  { settings, missing }: { readonly settings: LfwSettings; readonly missing: readonly MissingImage[] },
): FoldedPairs {
  const used = usablePairs(list.pairs, images);
  const skipped = list.pairs.length - used.length;
  const example = missing[0] ? `, such as ${missing[0].path} (${missing[0].reason})` : '';
  if (settings.strict && skipped > 0) {
    throw new FacekitError(
      'pairs-skipped',
      `Expected both images of every pair but ${missing.length} are missing${example}: ${skipped} of ${list.pairs.length} pairs would be skipped. Complete the images, or leave out \`strict\`.`,
    );
  }
  if (used.length === 0) {
    throw new FacekitError(
      'no-pairs',
      `Expected pairs with both images but none of the ${list.pairs.length} pairs of ${settings.pairsFile} has them${example}: check that the pairs belong to these images, which are named <Name>/<Name>_0001.png or .jpg.`,
    );
  }
  return {
    used,
    foldOf: lfwFolds(
      list.view,
      used.map(({ same }) => same),
      settings.folds,
    ),
  };
}
