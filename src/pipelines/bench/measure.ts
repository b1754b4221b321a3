import { setImmediate } from 'node:timers/promises';
import { spreadOf } from '../../core/percentiles.ts';
import type { Figure } from './bench-report.ts';

export interface Measuring {
  /** Measure for this long, but at least `leastRuns` times. */
  readonly seconds: number;
  /** Default 3; without any time 1. */
  readonly leastRuns?: number;
  /** No further run is started once it is aborted. */
  readonly signal?: AbortSignal;
}

/**
 * Measures what `run` takes, after one run that does not count. `what.count`: images, or other things, in a run.
 *
 * The memory of a process hardly ever shrinks: peak memory is also that of what was measured before.
 */
export async function measure(
  what: Pick<Figure, 'name' | 'count'>,
  run: () => unknown,
  { seconds, leastRuns = seconds > 0 ? 3 : 1, signal }: Measuring,
): Promise<Figure> {
  await run();
  const times: number[] = [];
  let [processor, memory] = [0, 0];
  const end = performance.now() + seconds * 1000;
  while (times.length < leastRuns || performance.now() < end) {
    // Gives signals their turn: networks compute on this thread.
    await setImmediate();
    if (signal?.aborted && times.length > 0) break;
    const before = process.cpuUsage();
    const start = performance.now();
    await run();
    times.push(performance.now() - start);
    const { user, system } = process.cpuUsage(before);
    processor += (user + system) / 1000;
    memory = Math.max(memory, process.memoryUsage.rss());
  }
  return {
    ...what,
    milliseconds: spreadOf(times),
    runs: times.length,
    cpu: processor / times.reduce((sum, time) => sum + time, 0),
    peakMemory: memory / 2 ** 20,
  };
}
