import TestSequencer from '@jest/test-sequencer';

/** Projects in the order in which their files run where nothing is known of them: those of the long ones first. */
const LONG = ['e2e', 'golden', 'integration', 'unit'];

const placeOf = ({ context }) => LONG.indexOf(context.config.displayName?.name);

/** Long files begin first, so that no core is without work while the last of them runs. */
export default class LongestFirst extends TestSequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const isKnown = sorted.every((test) => test.duration !== undefined);
    return isKnown ? sorted : sorted.toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}
