import { afterAll, describe, expect, test } from '@jest/globals';
import { ENGINES } from '../../../src/tensor/engine.ts';
import { openEngine } from '../../../src/tensor/engines/open-engine.ts';
import { largestDifference } from '../../support/largest-difference.ts';
import { describeOperation, toleranceOf } from '../../support/networks/operations.ts';
import { readCases, toWeights } from '../../support/networks/stored-tensors.ts';

/**
 * Every operation of the network description, on both engines, against PyTorch and NumPy in double precision
 * (fixtures/tensor/make-operations.py). Results are within 1e-5 of the largest expected number. On WebGPU: test/golden/webgpu.test.ts.
 */
const cases = readCases('operations');

const engines = await Promise.all(ENGINES.map((engine) => openEngine({ engine, device: 'cpu', threads: 1 })));
afterAll(async () => {
  for (const engine of engines) await engine.dispose();
});

describe.each(cases)('$name', (operation) => {
  const { input, expected, weights } = operation;

  test.each(engines)('agrees with PyTorch on $name', async (engine) => {
    const { network, pixels } = describeOperation(operation);
    const data = pixels ? Uint8Array.from(input.data) : Float32Array.from(input.data);
    await using session = await engine.load(network, toWeights(weights));
    const { result } = await session.run({ images: { shape: input.shape, data } });
    expect(result?.shape).toEqual(expected.shape);
    expect(largestDifference(result?.data ?? [], expected.data)).toBeLessThan(toleranceOf(operation));
  });
});
