import { describe, expect, test } from '@jest/globals';
import { writeLibsvmText } from '../../support/svm/libsvm-text.ts';
import { parseLibsvmText } from '../../../src/svm/parse-libsvm-text.ts';
import { createPredictor } from '../../../src/svm/predict.ts';
import { trainSvm } from '../../../src/svm/train.ts';
import { queries, sklearn, train } from './svm-fixture.ts';

const TINY = [
  'svm_type c_svc',
  'kernel_type rbf',
  'gamma 0.25',
  'nr_class 2',
  'total_sv 2',
  'rho -0.5',
  'label 7 3',
  'probA -1.5',
  'probB 0.125',
  'nr_sv 1 1',
  'SV',
  '0.5 1:1 2:-0.25 ',
  '-0.5 1:0 2:2e-3 ',
  '',
].join('\n');

test('reads the text that svm-train writes', () => {
  expect(parseLibsvmText(TINY, 'tiny')).toEqual({
    kernel: { type: 'rbf', gamma: 0.25 },
    dimension: 2,
    labels: [7, 3],
    counts: [1, 1],
    supportVectors: Float32Array.of(1, -0.25, 0, 2e-3),
    coefficients: Float64Array.of(0.5, -0.5),
    rho: Float64Array.of(-0.5),
    probA: Float64Array.of(-1.5),
    probB: Float64Array.of(0.125),
  });
});

test('writes what libsvm reads', () => {
  const expected = TINY.replaceAll(' \n', '\n').replace('2e-3', '0.00200000009');
  expect(writeLibsvmText(parseLibsvmText(TINY, 'tiny'))).toBe(expected);
});

test.each(['linear', 'rbf'] as const)('a trained %s model reads back bit by bit', async (kernel) => {
  const model = await trainSvm(train, sklearn.labels, { kernel });
  const again = parseLibsvmText(writeLibsvmText(model), 'again');
  expect(again).toEqual(model);
  const [before, after] = [createPredictor(model), createPredictor(again)];
  expect(queries.map(after.probabilities)).toEqual(queries.map(before.probabilities));
});

describe('refuses', () => {
  test.each([
    ['another kind of file', TINY, '{"a": 1}', /no libsvm model/],
    ['a regression', 'c_svc', 'epsilon_svr', /svm_type c_svc/],
    ['another kernel', 'rbf', 'polynomial', /linear or rbf but found polynomial/],
    ['no gamma', 'gamma 0.25\n', '', /a line gamma/],
    ['gamma 0', 'gamma 0.25', 'gamma 0', /gamma above 0/],
    ['a field twice', 'nr_class 2', 'nr_class 2\nnr_class 2', /nr_class is there twice/],
    ['no probabilities', 'probA -1.5\n', '', /line probA; .*-b 1/],
    ['a huge number of classes', 'nr_class 2', 'nr_class 1000000000', /do not fit a text of/],
    ['a huge number of vectors', 'total_sv 2', 'total_sv 4000000000', /do not fit a text of/],
    ['one class', 'nr_class 2', 'nr_class 1', /do not fit/],
    ['a fraction of a class', 'nr_class 2', 'nr_class 2.5', /count above 0 for nr_class/],
    ['a class twice', 'label 7 3', 'label 7 7', /every class once/],
    ['counts that do not add up', 'nr_sv 1 1', 'nr_sv 1 2', /add up to total_sv 2/],
    ['a negative count', 'nr_sv 1 1', 'nr_sv 3 -1', /add up/],
    ['too many offsets', 'rho -0.5', 'rho -0.5 1', /1 numbers for rho but found 2/],
    ['NaN', 'rho -0.5', 'rho nan', /finite number for rho but found 'nan'/],
    ['infinity', '2:2e-3', '2:1e400', /finite number for number 2/],
    ['more than single precision holds', '2:2e-3', '2:1e39', /finite number for number 2/],
    ['a missing element', '2:2e-3', '', /support vector 2 of 2/],
    ['elements out of order', '1:0 2:2e-3', '2:2e-3 1:0', /expected 1:number but found 2:2e-3/],
    ['no vectors', /0\.5 1:1[^]*/, '', /dense support vector/],
    ['a vector too few', /-0\.5 1:0[^]*/, '', /cut off/],
    ['a vector too many', /$/, '0.5 1:1 2:1\n', /end after 2 support vectors/],
    ['text cut off in the header', /probA[^]*/, '', /cut off/],
  ] as const)('%s', (_, from, to, message) => {
    const altered = TINY.replace(from, to);
    expect(altered).not.toBe(TINY);
    expect(() => parseLibsvmText(altered, 'friends.json')).toThrow(message);
    expect(() => parseLibsvmText(altered, 'friends.json')).toThrow(/friends\.json, line \d+/);
  });
});
