import { describe, expect, test } from '@jest/globals';
import { measure } from '../../../../src/pipelines/bench/measure.ts';

const what = { name: 'work', count: 4 };

describe('measuring', () => {
  test('counts the runs after the first, and as many as are asked for at least', async () => {
    let runs = 0;
    const figure = await measure(what, () => (runs += 1), { seconds: 0, leastRuns: 5 });
    expect(runs).toBe(6);
    expect(figure).toMatchObject({ ...what, runs: 5 });
  });

  test('goes on for the time that is asked for', async () => {
    const wait = () => new Promise((resolve) => setTimeout(resolve, 20));
    const { runs, milliseconds } = await measure(what, wait, { seconds: 0.2, leastRuns: 1 });
    expect(runs).toBeGreaterThan(1);
    expect(runs).toBeLessThanOrEqual(11);
    expect(milliseconds.low).toBeGreaterThan(15);
  });

  test('knows the time of processors beside that of the clock', async () => {
    const compute = () => {
      const before = process.cpuUsage();
      while (process.cpuUsage(before).user + process.cpuUsage(before).system < 20_000);
    };
    const { milliseconds, cpu } = await measure(what, compute, { seconds: 0, leastRuns: 1 });
    expect(cpu * milliseconds.median).toBeGreaterThan(19.9);
  });

  test('starts no further run once it is interrupted', async () => {
    const controller = new AbortController();
    let runs = 0;
    const interrupt = () => {
      runs += 1;
      if (runs === 3) controller.abort();
    };
    const figure = await measure(what, interrupt, { seconds: 60, signal: controller.signal });
    expect(runs).toBe(3);
    expect(figure.runs).toBe(2);
  });

  test('knows what the process holds', async () => {
    const { peakMemory } = await measure(what, () => undefined, { seconds: 0 });
    expect(peakMemory).toBeGreaterThan(20);
    expect(peakMemory).toBeLessThan(20_000);
  });
});
