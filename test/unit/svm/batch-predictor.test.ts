import { expect, test } from '@jest/globals';
import type { Weights } from '../../../src/core/tensor.ts';
import { createBatchPredictor } from '../../../src/svm/batch-predictor.ts';
import { parseLibsvmText } from '../../../src/svm/parse-libsvm-text.ts';
import type { Engine, Session } from '../../../src/tensor/engine.ts';
import type { Network } from '../../../src/tensor/network.ts';
import { largestDifference, queries, sklearn } from './svm-fixture.ts';

/** An engine that computes one dense layer with sigmoids, whatever the network: 1 / (1 + exp(−(x W + b))) in double precision. */
function denseEngine(seen: { batches: number[]; open: number }): Engine {
  const load = (network: Network, weights: Weights): Promise<Session> => {
    const [matrix, bias] = [...weights.values()];
    const [inputs = 0, units = 0] = matrix?.shape ?? [];
    const [output = ''] = Object.keys(network.outputs);
    const session: Session = {
      run: ({ [network.input.name]: x }) => {
        const [batch = 0] = x?.shape ?? [];
        seen.batches.push(batch);
        const data = new Float32Array(batch * units);
        data.forEach((_, cell) => {
          const [row, unit] = [Math.floor(cell / units), cell % units];
          let sum = bias?.data[unit] ?? NaN;
          for (let c = 0; c < inputs; c++) {
            sum += (x?.data[row * inputs + c] ?? NaN) * (matrix?.data[c * units + unit] ?? NaN);
          }
          data[cell] = 1 / (1 + Math.exp(-sum));
        });
        return Promise.resolve({ [output]: { shape: [batch, units], data } });
      },
      dispose: () => Promise.resolve(void (seen.open -= 1)),
      [Symbol.asyncDispose]: () => session.dispose(),
    };
    seen.open += 1;
    return Promise.resolve(session);
  };
  const dispose = (): Promise<void> => Promise.resolve();
  const other = (): Promise<Session> => Promise.reject(new Error('not asked for'));
  const others = { loadOnnx: other, loadPrepared: other, loadGraph: other };
  return { name: 'dense', device: 'cpu', load, ...others, dispose, [Symbol.asyncDispose]: dispose };
}

test.each(['linear', 'rbf'] as const)('many vectors get the probabilities of scikit-learn (%s)', async (kernel) => {
  const seen = { batches: [] as number[], open: 0 };
  const { text, probability } = sklearn.models[kernel];
  const predictor = await createBatchPredictor(parseLibsvmText(text, 'scikit-learn'), denseEngine(seen));
  const many = Array.from({ length: 8 }, () => queries).flat();
  const expected = Array.from({ length: 8 }, () => probability).flat();
  expect(largestDifference(await predictor.probabilities(many), expected)).toBeLessThan(1e-6);
  const winners = expected.map((row) => row.indexOf(Math.max(...row)));
  expect((await predictor.predict(many)).map(({ classIndex }) => classIndex)).toEqual(winners);
  // 160 vectors, in runs of one size; only the linear kernel needs the engine.
  expect(seen.batches).toEqual(kernel === 'linear' ? [128, 128, 128, 128] : []);
  expect(await predictor.predict([])).toEqual([]);
  await predictor[Symbol.asyncDispose]();
  expect(seen.open).toBe(0);
});

test('a vector of another length is refused', async () => {
  const model = parseLibsvmText(sklearn.models.linear.text, 'scikit-learn');
  const predictor = await createBatchPredictor(model, denseEngine({ batches: [], open: 0 }));
  await expect(predictor.predict([new Float32Array(512)])).rejects.toThrow(/24 numbers .* received 512/);
});
