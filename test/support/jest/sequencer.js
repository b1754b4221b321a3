import TestSequencer from '@jest/test-sequencer';

/** Projects whose files compute, in the order in which they run where nothing is known of them: those of the long ones first. */
const COMPUTING = ['golden', 'integration', 'unit'];

const placeOf = ({ context }) => COMPUTING.indexOf(context.config.displayName?.name);

/** The elements of two lists in turn, then those that are left of the longer one. */
const inTurn = (first, second) =>
  Array.from({ length: Math.max(first.length, second.length) }, (_, i) => [first[i], second[i]])
    .flat()
    .filter((element) => element !== undefined);

/**
 * Long files begin first, so that no core is without work while the last of them runs. Those of `e2e` mostly wait for programs: where no times are
 * known, each runs beside one that computes.
 */
export default class LongestFirst extends TestSequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    if (sorted.every((test) => test.duration !== undefined)) return sorted;
    const ordered = sorted.toSorted((a, b) => placeOf(a) - placeOf(b));
    const waits = (test) => placeOf(test) < 0;
    return inTurn(
      ordered.filter(waits),
      ordered.filter((test) => !waits(test)),
    );
  }
}
