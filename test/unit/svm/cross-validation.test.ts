import { expect, test } from '@jest/globals';
import { createHeldOutVotes } from '../../../src/svm/cross-validation.ts';
import { trainValidatedSvm } from '../../../src/svm/train.ts';
import { seededRandom } from '../../../src/core/seeded-random.ts';
import { sklearn, train } from './support.ts';

test('labels that mean nothing are guessed as by chance, though the machines know all that they have seen', async () => {
  const random = seededRandom(7, 0);
  const samples = Array.from({ length: 200 }, () => Float32Array.from({ length: 60 }, () => random() - 0.5));
  const labels = samples.map((_, i) => i % 4);
  const { model, validate } = await trainValidatedSvm(samples, labels, { cost: 1000 });
  expect(model.labels).toHaveLength(4);
  const { correct, samples: count } = validate();
  expect(count).toBe(200);
  // A quarter, give or take four standard deviations of 6.1.
  expect(Math.abs(correct - 50)).toBeLessThan(25);
});

test('agrees with cross_val_predict of scikit-learn on samples that are not easily told apart', async () => {
  const { validate } = await trainValidatedSvm(train, sklearn.labels);
  // scikit-learn: 54.55 of 65 on average over 20 shuffled StratifiedKFold(5), from 51 to 57 (test/fixtures/svm/cross-validate.py).
  expect(Math.abs(validate().correct - 54.55)).toBeLessThan(4);
});

test('whoever loses a pair needs the votes of all pairs', async () => {
  const classes = [0, 1, 2].map((label) => ({
    label,
    vectors: [Float32Array.of(label), Float32Array.of(label + 0.1)],
  }));
  const { model } = await trainValidatedSvm(
    classes.flatMap(({ vectors }) => vectors),
    [0, 0, 1, 1, 2, 2],
  );
  const votes = createHeldOutVotes(classes);
  votes.add({ i: 0, j: 1, pair: 0 }, Float64Array.of(1, 1, -1, 1));
  votes.add({ i: 0, j: 2, pair: 1 }, Float64Array.of(1, -1, -1, -1));
  votes.add({ i: 1, j: 2, pair: 2 }, Float64Array.of(1, 1, -1, -1));
  // The second of class 0: 0 beats 1, 2 beats 0, and the machine of 1 and 2 finds it nearer to 1: a tie, which 0 wins.
  // The second of class 1: 0 beats 1, 1 beats 2, the machine of 0 and 2 decides for 0: class 0 has two votes.
  expect(votes.count(model)).toEqual({ correct: 5, samples: 6 });
});
