import type { MissingImage } from '../labelled/labelled-source.ts';
import { FacekitError } from '../../core/errors.ts';
import { lfwFolds, type LfwPair, type LfwPairs } from '../../evaluation/lfw-pairs.ts';
import { usablePairs } from './pairs-list.ts';
import type { LfwSettings } from './lfw-settings.ts';

export interface FoldedPairs {
  readonly used: readonly LfwPair[];
  readonly foldOf: readonly number[];
  /** What is odd about the folds. */
  readonly notes: readonly string[];
}

/**
 * The pairs whose images both are there, in folds; in fewer than are asked for, where there are too few pairs for them.
 *
 * @throws FacekitError `pairs-skipped` with `strict`, `no-pairs`
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
  const same = used.map((pair) => pair.same);
  const foldOf = lfwFolds(list.view, same, Math.min(settings.folds, used.length));
  return { used, foldOf, notes: notesOf(new Set(foldOf).size, settings.folds, used.length) };
}

function notesOf(folds: number, wanted: number, pairs: number): string[] {
  const inWords = folds === 1 ? '1 fold' : `${folds} folds`;
  const fewer = `${pairs} pairs cannot fill ${wanted} folds: they are evaluated in ${inWords}.`;
  const same =
    'With one fold, thresholds and figures come from the same pairs: they are better than they would be on others, and have no spread.';
  return [...(folds < wanted ? [fewer] : []), ...(folds === 1 ? [same] : [])];
}
