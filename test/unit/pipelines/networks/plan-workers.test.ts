import { describe, expect, test } from '@jest/globals';
import { planWorkers } from '../../../../src/pipelines/networks/plan-workers.ts';

const MB = 2 ** 20;
const FACENET = 94 * MB;
const MOBILEFACENET = 5 * MB;
const MANY = 1e6;
const PLENTY = 64 * 1024 * MB;
const machine = (cores: number, memory = PLENTY) => ({ limits: { cores, memory } });

describe('planWorkers', () => {
  test.each([
    { cores: 1, weightBytes: FACENET, plan: { workers: 1, threads: 1 } },
    { cores: 2, weightBytes: FACENET, plan: { workers: 2, threads: 1 } },
    { cores: 4, weightBytes: MOBILEFACENET, plan: { workers: 4, threads: 1 } },
    { cores: 64, weightBytes: FACENET, plan: { workers: 6, threads: 10 } },
    { cores: 64, weightBytes: MOBILEFACENET, plan: { workers: 18, threads: 3 } },
  ])('$cores cores and $weightBytes bytes of weights', ({ cores, weightBytes, plan }) => {
    expect(planWorkers({ ...machine(cores), weightBytes, images: MANY })).toEqual(plan);
  });

  test.each([FACENET, MOBILEFACENET, 2000 * MB])(
    'takes at most 2 GB by itself, with %i bytes of weights',
    (weightBytes) => {
      for (const cores of [1, 2, 8, 64, 256]) {
        const { workers, threads } = planWorkers({ ...machine(cores), weightBytes, images: MANY });
        const memory = workers * (96 * MB + 2.5 * weightBytes);
        expect(workers === 1 || memory <= 2048 * MB).toBe(true);
        expect(workers * threads).toBeLessThanOrEqual(Math.max(cores, 1));
      }
    },
  );

  test('has no more workers than images, and shares the cores out among them', () => {
    expect(planWorkers({ ...machine(8), weightBytes: FACENET, images: 1 })).toEqual({ workers: 1, threads: 8 });
    expect(planWorkers({ ...machine(8), weightBytes: FACENET, images: 0 })).toEqual({ workers: 1, threads: 8 });
    expect(planWorkers({ jobs: 16, ...machine(8), weightBytes: FACENET, images: 3 }).workers).toBe(3);
  });

  test('takes at most half of a small memory, that of a container too', () => {
    expect(planWorkers({ ...machine(8, 1024 * MB), weightBytes: FACENET, images: MANY })).toEqual({
      workers: 1,
      threads: 8,
    });
  });

  test('does as it is told', () => {
    const options = { ...machine(2), weightBytes: FACENET, images: MANY };
    expect(planWorkers({ ...options, jobs: 12 })).toEqual({ workers: 12, threads: 1 });
    expect(planWorkers({ ...options, jobs: 1 })).toEqual({ workers: 1, threads: 2 });
    expect(planWorkers({ ...options, threads: 2 })).toEqual({ workers: 1, threads: 2 });
    expect(planWorkers({ ...options, jobs: 2, threads: 2 })).toEqual({ workers: 2, threads: 2 });
  });
});
