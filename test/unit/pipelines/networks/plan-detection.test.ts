import { expect, test } from '@jest/globals';
import { planDetection } from '../../../../src/pipelines/networks/plan-detection.ts';

const GIGABYTE = 2 ** 30;

test.each([
  [undefined, 8, 1, 8, 1],
  [{ name: 'yunet' }, 2, 64, 2, 1],
  [{ name: 'srn' }, 2, 64, 1, 2],
  [{ name: 'srn' }, 8, 1, 1, 8],
  [{ name: 'srn', weights: '/faces.safetensors' }, 1, 64, 1, 1],
] as const)('%j on %d cores with %d GB: %d workers of %d threads', (detector, cores, gigabytes, workers, threads) => {
  expect(planDetection(detector, { cores, memory: gigabytes * GIGABYTE })).toEqual({ workers, threads });
});
